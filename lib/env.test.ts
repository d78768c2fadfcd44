import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { EnvError, readEnv, type Source } from '@/lib/env'
import { variables } from '@/lib/env-variables'

const secret = 'k'.repeat(43)
const demo: Source = {
  MODE: 'demo',
  DATABASE_URL: 'postgres://serika_embedded:x@127.0.0.1:5433/serika',
  APP_URL: 'http://127.0.0.1:3000',
  GATEWAY_PUBLIC_URL: 'http://127.0.0.1:8787',
  SANDBOX_URL: 'http://127.0.0.1:8790',
  SANDBOX_CONTROL_TOKEN: secret,
  SANDBOX_PARTS: 'stripe,models,mail,database',
  NEXTAUTH_SECRET: secret,
  LINK_SECRET: secret,
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_one',
  STRIPE_API_BASE: 'http://127.0.0.1:8790',
  SMTP_URL: 'smtp://127.0.0.1:8725',
  MAIL_FROM: 'Serika <hello@example.com>',
  UPSTREAM_AGGREGATOR_BASE_URL: 'http://127.0.0.1:8790/models/aggregator/v1/',
  UPSTREAM_AGGREGATOR_API_KEY: 'k',
}
const live: Source = {
  MODE: 'live',
  DATABASE_URL: 'postgres://app:x@127.0.0.1:5432/serika',
  APP_URL: 'https://developers.example.com',
  GATEWAY_PUBLIC_URL: 'https://api.example.com',
  NEXTAUTH_SECRET: secret,
  LINK_SECRET: secret,
  STRIPE_SECRET_KEY: 'sk_live_abc',
  STRIPE_WEBHOOK_SECRET: 'whsec_one, whsec_two',
  SMTP_URL: 'smtps://u:p@mail.example.com:465',
  MAIL_FROM: 'billing@example.com',
  UPSTREAM_OPENAI_BASE_URL: 'https://api.openai.com/v1',
  UPSTREAM_OPENAI_API_KEY: 'sk-real',
}

function problemsOf(source: Source): string[] {
  try {
    readEnv(source)
    return []
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    return error.problems.map(problem => problem.name)
  }
}

describe('a complete configuration', () => {
  test('of the demo is read whole, and knows that everything is sandbox', () => {
    const env = readEnv(demo)
    expect(env).toMatchObject({
      mode: 'demo',
      allSandbox: true,
      apiBaseUrl: 'http://127.0.0.1:8787/api/openai/v1',
      upstreams: { aggregator: { baseUrl: 'http://127.0.0.1:8790/models/aggregator/v1', apiKey: 'k' } },
      github: null,
      fenceAfterMs: 10_000,
      bindAddress: '127.0.0.1',
    })
    expect(Object.keys(env.upstreams)).toEqual(['aggregator'])
  })

  test('of live mode is read whole, with every webhook secret of a rotation', () => {
    const env = readEnv(live)
    expect(env).toMatchObject({ mode: 'live', allSandbox: false, sandbox: null })
    expect(env.stripe).toMatchObject({ webhookSecrets: ['whsec_one', 'whsec_two'], apiBase: null })
    expect(env.databaseMigrationUrl).toBe(env.databaseUrl)
  })

  test('with one real part is no longer all sandbox', () => {
    expect(readEnv({ ...demo, SANDBOX_PARTS: 'stripe,models,mail' }).allSandbox).toBe(false)
  })
})

describe('refusals', () => {
  test('nothing set: one message names every variable that is needed, and how to get it', () => {
    const required = [
      'MODE',
      'DATABASE_URL',
      'APP_URL',
      'GATEWAY_PUBLIC_URL',
      'NEXTAUTH_SECRET',
      'LINK_SECRET',
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
      'SMTP_URL',
      'MAIL_FROM',
      'UPSTREAM_AGGREGATOR_BASE_URL',
    ]
    expect(problemsOf({}).toSorted()).toEqual(required.toSorted())
    expect(() => readEnv({ MODE: 'live' })).toThrow(/STRIPE_SECRET_KEY +is missing\n.*Stripe Dashboard/)
  })

  test('a blank variable counts as missing', () => {
    expect(problemsOf({ ...live, NEXTAUTH_SECRET: '  ' })).toEqual(['NEXTAUTH_SECRET'])
  })

  test.each([
    ['a test key', { STRIPE_SECRET_KEY: 'sk_test_abc' }, 'STRIPE_SECRET_KEY'],
    ['a Stripe stand-in', { STRIPE_API_BASE: 'https://stripe.example.com' }, 'STRIPE_API_BASE'],
    ['the embedded database', { DATABASE_URL: demo.DATABASE_URL }, 'DATABASE_URL'],
    ['the sandbox mail box', { SMTP_URL: 'smtp://localhost:8725' }, 'SMTP_URL'],
    [
      'an upstream on this machine',
      { UPSTREAM_OPENAI_BASE_URL: 'http://[::1]:8790/v1' },
      'UPSTREAM_OPENAI_BASE_URL',
    ],
    ['a dashboard without TLS', { APP_URL: 'http://developers.example.com' }, 'APP_URL'],
    ['a short secret', { LINK_SECRET: 'short' }, 'LINK_SECRET'],
    ['the demo control', { SANDBOX_URL: 'https://a.example', SANDBOX_CONTROL_TOKEN: secret }, 'SANDBOX_URL'],
  ] as const)('live mode refuses %s', (_, change, name) => {
    expect(problemsOf({ ...live, ...change })).toContain(name)
  })

  test('live mode takes a mail relay on port 25 of its own machine', () => {
    expect(problemsOf({ ...live, SMTP_URL: 'smtp://127.0.0.1:25' })).toEqual([])
  })

  test.each([
    ['a live secret key', { STRIPE_SECRET_KEY: 'sk_live_abc' }, 'STRIPE_SECRET_KEY'],
    ['a restricted live key', { STRIPE_SECRET_KEY: 'rk_live_abc' }, 'STRIPE_SECRET_KEY'],
    ['a live publishable key', { STRIPE_PUBLISHABLE_KEY: 'pk_live_abc' }, 'STRIPE_PUBLISHABLE_KEY'],
    ['listening to the network', { BIND_ADDRESS: '0.0.0.1' }, 'BIND_ADDRESS'],
    ['a Stripe stand-in elsewhere', { STRIPE_API_BASE: 'https://stripe.example.com' }, 'STRIPE_API_BASE'],
  ] as const)('demo mode refuses %s', (_, change, name) => {
    expect(problemsOf({ ...demo, ...change })).toEqual([name])
  })

  test('half a pair names the half that is missing', () => {
    expect(problemsOf({ ...live, GITHUB_CLIENT_ID: 'x' })).toEqual(['GITHUB_CLIENT_SECRET'])
    expect(problemsOf({ ...live, UPSTREAM_AZURE_API_KEY: 'x' })).toEqual(['UPSTREAM_AZURE_BASE_URL'])
  })

  test('a heartbeat too slow for the fence is refused', () => {
    expect(problemsOf({ ...live, HEARTBEAT_MS: '4000' })).toEqual(['HEARTBEAT_MS'])
  })

  test('a secret is never repeated in the message', () => {
    const wrong = 'sk_wrong_verysecretvalue'
    try {
      readEnv({ ...live, STRIPE_SECRET_KEY: wrong, DATABASE_URL: 'mysql://u:hunter2@h/d' })
      expect.unreachable()
    } catch (error) {
      expect(String(error)).not.toContain('verysecretvalue')
      expect(String(error)).not.toContain('hunter2')
    }
  })
})

test('.env.example documents every variable, and none that is not read', () => {
  const documented = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(
    match => match[1],
  )
  expect(documented.toSorted()).toEqual(Object.keys(variables).toSorted())
})
