import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, securityHeaders } from '@/app/_server/security-headers'

const live = {
  mode: 'live',
  appUrl: 'https://developers.example',
  sandboxUrl: null,
  development: false,
} as const
const demo = {
  mode: 'demo',
  appUrl: 'http://127.0.0.1:3000',
  sandboxUrl: 'http://127.0.0.1:4000',
  development: false,
} as const

describe('content security policy', () => {
  it('runs scripts by this answer’s nonce only: nothing inline, nothing evaluated', () => {
    const scripts = /script-src ([^;]+)/.exec(contentSecurityPolicy('abc', live))?.[1]
    expect(scripts).toBe("'self' 'nonce-abc' 'strict-dynamic'")
  })

  it('can be framed by nobody and sends forms to Checkout at most', () => {
    const policy = contentSecurityPolicy('abc', live)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self' https://checkout.stripe.com;")
    expect(contentSecurityPolicy('abc', demo)).toContain('https://checkout.stripe.com http://127.0.0.1:4000')
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
