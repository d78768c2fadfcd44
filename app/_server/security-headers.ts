/** What decides the headers, as data: pure, so that a test can read the policy. */
export interface SecuritySettings {
  readonly mode: 'demo' | 'live'
  readonly appUrl: string
  /** Origin of the sandbox, where there is one: its Checkout is the target of a form. */
  readonly sandboxUrl: string | null
  /** The development server evaluates code and speaks over a web socket. */
  readonly development: boolean
}

/** The Content-Security-Policy of a page: scripts by nonce only, nothing from elsewhere, no frames around it. */
export function contentSecurityPolicy(nonce: string, settings: SecuritySettings): string {
  const { appUrl, sandboxUrl, development } = settings
  const policy: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    // Radix and Recharts place things by style attributes, which have no nonce.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...(development ? ['ws:'] : [])],
    'object-src': ["'none'"],
    'frame-src': ["'none'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    // Browsers check redirects after a form as well: Set Up Billing leads to Checkout.
    'form-action': ["'self'", 'https://checkout.stripe.com', ...(sandboxUrl ? [sandboxUrl] : [])],
    ...(appUrl.startsWith('https://') ? { 'upgrade-insecure-requests': [] } : {}),
  }
  return Object.entries(policy)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ')
}

/** The headers that every answer carries, pages and routes alike. */
export function securityHeaders({ mode, appUrl }: SecuritySettings): Record<string, string> {
  const https = mode === 'live' && appUrl.startsWith('https://')
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    ...(https ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  }
}
