import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, securityHeaders } from '@/app/_server/security-headers'

const live = {
  mode: 'live',
  appUrl: 'https://developers.example',
  sandboxUrl: null,
  embedsStripe: false,
  development: false,
} as const
const demo = {
  mode: 'demo',
  appUrl: 'http://127.0.0.1:3000',
  sandboxUrl: 'http://127.0.0.1:4000',
  embedsStripe: false,
  development: false,
} as const

describe('content security policy', () => {
  it('runs scripts by this answer’s nonce only: nothing inline, nothing evaluated', () => {
    const scripts = /script-src ([^;]+)/.exec(contentSecurityPolicy('abc', live, '/billing'))?.[1]
    expect(scripts).toBe("'self' 'nonce-abc' 'strict-dynamic'")
  })

  it('can be framed by nobody and sends forms to Checkout at most', () => {
    const policy = contentSecurityPolicy('abc', live, '/billing')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self' https://checkout.stripe.com https://billing.stripe.com;")
    expect(contentSecurityPolicy('abc', demo, '/billing')).toContain(
      'https://billing.stripe.com http://127.0.0.1:4000',
    )
  })
})

describe('what a page may embed', () => {
  const embedding = { ...live, embedsStripe: true }
  const directive = (name: string, settings: typeof live | typeof embedding, path: string) =>
    new RegExp(`${name} ([^;]+)`).exec(contentSecurityPolicy('abc', settings, path))?.[1] ?? ''

  it('is Stripe’s form, on its own page and with a publishable key alone', () => {
    expect(directive('frame-src', embedding, '/billing/card')).toContain('https://checkout.stripe.com')
    expect(directive('script-src', embedding, '/billing/card')).toContain('https://js.stripe.com')
    expect(directive('connect-src', embedding, '/billing/card')).toContain('https://api.stripe.com')
    for (const [settings, path] of [
      [live, '/billing/card'],
      [embedding, '/billing'],
      [embedding, '/billing/card/x'],
      [embedding, '/usage'],
    ] as const) {
      const policy = contentSecurityPolicy('abc', settings, path)
      expect(directive('frame-src', settings, path)).toBe("'none'")
      expect(policy.replace(/form-action [^;]+/, '')).not.toContain('stripe.com')
    }
  })
})

describe('security headers', () => {
  it('promises HTTPS for the future in live mode over HTTPS, and nowhere else', () => {
    expect(securityHeaders(live)['strict-transport-security']).toContain('max-age=')
    expect(securityHeaders(demo)).not.toHaveProperty('strict-transport-security')
    expect(securityHeaders({ ...live, appUrl: 'http://developers.example' })).not.toHaveProperty(
      'strict-transport-security',
    )
  })
})
