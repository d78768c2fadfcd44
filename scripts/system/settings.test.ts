import { describe, expect, test } from 'vitest'
import { readEnv } from '@/lib/env'
import { completeDemo, ourVariables, type Ports, type Secrets } from '@/scripts/system/settings'

const ports: Ports = { web: 3001, gateway: 8791, worker: 8792, sandbox: 8793, smtp: 8794 }
const long = 'x'.repeat(40)
const secrets: Secrets = {
  NEXTAUTH_SECRET: `n${long}`,
  LINK_SECRET: `l${long}`,
  SANDBOX_CONTROL_TOKEN: `c${long}`,
  SANDBOX_STRIPE_SECRET_KEY: 'sk_test_sandbox',
  SANDBOX_STRIPE_WEBHOOK_SECRET: 'whsec_sandbox',
  SANDBOX_UPSTREAM_KEY: 'sk-sandbox',
}
const embedded = 'postgres://serika_embedded:p@127.0.0.1:5433/serika'
const complete = (user: Record<string, string>, url: string | null = embedded) =>
  completeDemo(user, ports, secrets, url)

describe('completeDemo', () => {
  test('with nothing set: valid, and every part is played', () => {
    const { env, parts } = complete({})
    expect([...parts].toSorted()).toEqual(['database', 'mail', 'models', 'stripe'])
    const read = readEnv(env)
    expect(read).toMatchObject({
      allSandbox: true,
      appUrl: 'http://127.0.0.1:3001',
      gatewayPort: 8791,
      workerPort: 8792,
    })
    expect(Object.keys(read.upstreams)).toHaveLength(5)
  })

  test.each([
    ['stripe', { STRIPE_SECRET_KEY: 'sk_test_real', STRIPE_WEBHOOK_SECRET: 'whsec_real' }],
    ['mail', { SMTP_URL: 'smtps://u:p@mail.example.com:465', MAIL_FROM: 'a@example.com' }],
    ['models', { UPSTREAM_OPENAI_BASE_URL: 'https://api.openai.com/v1', UPSTREAM_OPENAI_API_KEY: 'sk-real' }],
  ])('real %s replaces its sandbox part and nothing else', (part, user) => {
    const { env, parts } = complete(user)
    expect(parts.has(part as 'stripe')).toBe(false)
    expect(parts.size).toBe(3)
    expect(env).toMatchObject(user)
    expect(readEnv(env).allSandbox).toBe(false)
  })

  test('a real database replaces the embedded one', () => {
    const { env, parts } = complete({ DATABASE_URL: 'postgres://u:p@db.example.com/serika' }, null)
    expect(parts.has('database')).toBe(false)
    expect(env.DATABASE_URL).toBe('postgres://u:p@db.example.com/serika')
  })

  test('a real Stripe is not pointed at the sandbox, and its webhook secret must be its own', () => {
    const { env } = complete({ STRIPE_SECRET_KEY: 'sk_test_real' })
    expect(env.STRIPE_API_BASE).toBeUndefined()
    expect(() => readEnv(env)).toThrow(/STRIPE_WEBHOOK_SECRET +is missing/)
  })

  test('half a provider is refused, not completed by the sandbox', () => {
    const { env } = complete({ UPSTREAM_AZURE_API_KEY: 'k' })
    expect(() => readEnv(env)).toThrow(/UPSTREAM_AZURE_BASE_URL +is missing/)
  })

  test('a live key is refused', () => {
    const { env } = complete({ STRIPE_SECRET_KEY: 'sk_live_real', STRIPE_WEBHOOK_SECRET: 'whsec_real' })
    expect(() => readEnv(env)).toThrow(/STRIPE_SECRET_KEY +is a live key/)
  })
})

test('ourVariables keeps what lib/env.ts knows and what is not blank', () => {
  expect(ourVariables({ APP_URL: ' http://a ', PATH: '/bin', SMTP_URL: '', LOG_LEVEL: undefined })).toEqual({
    APP_URL: 'http://a',
  })
})
