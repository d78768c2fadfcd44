/** What decides the headers, as data: pure, so that a test can read the policy. */
export interface SecuritySettings {
  readonly mode: 'demo' | 'live'
  readonly appUrl: string
  /** Origin of the sandbox, where there is one: its Checkout is the target of a form. */
  readonly sandboxUrl: string | null
  /** Stripe's card form is a part of one of our pages. */
  readonly embedsStripe: boolean
  /** The development server evaluates code and speaks over a web socket. */
  readonly development: boolean
}

/** The one page that Stripe's card form is a part of. */
const embeddingPath = '/billing/card'

/** What Stripe asks for where its script shows Checkout within a page. */
const stripes = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://checkout.stripe.com'],
  frame: [
    'https://js.stripe.com',
    'https://*.js.stripe.com',
    'https://checkout.stripe.com',
    'https://hooks.stripe.com',
  ],
  connect: ['https://api.stripe.com', 'https://checkout.stripe.com'],
  image: ['https://*.stripe.com'],
}
const nothing: typeof stripes = { script: [], frame: [], connect: [], image: [] }

/**
 * The Content-Security-Policy of a page: scripts by nonce only, nothing from elsewhere, no frames around it nor in it, but for Stripe's
 * on the page of its card form.
 */
export function contentSecurityPolicy(nonce: string, settings: SecuritySettings, path: string): string {
  const { appUrl, sandboxUrl, development } = settings
  const embedded = settings.embedsStripe && path === embeddingPath ? stripes : nothing
  const policy: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...embedded.script,
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    // Radix and Recharts place things by style attributes, which have no nonce.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', ...embedded.image],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...embedded.connect, ...(development ? ['ws:'] : [])],
    'object-src': ["'none'"],
    'frame-src': embedded.frame.length === 0 ? ["'none'"] : embedded.frame,
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    // Browsers check redirects after a form as well: ours lead to Checkout and to the customer portal.
    'form-action': [
      "'self'",
      'https://checkout.stripe.com',
      'https://billing.stripe.com',
      ...(sandboxUrl ? [sandboxUrl] : []),
    ],
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
