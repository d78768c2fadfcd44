import { z } from 'zod'
import { providers, variables, type Provider, type VariableName } from '@/lib/env-variables'
import { modeProblems, type Problem } from '@/lib/env-modes'

export type Env = ReturnType<typeof toEnv>
export type Source = Readonly<Record<string, string | undefined>>

/** Says in one message everything that keeps the configuration from being used, each variable with the way to get it. */
export class EnvError extends Error {
  override name = 'EnvError'
  constructor(
    readonly problems: readonly Problem[],
    mode: string,
  ) {
    const width = Math.max(...problems.map(problem => problem.name.length))
    const lines = problems.flatMap(({ name, message }) => [
      `  ${name.padEnd(width)}  ${message}`,
      `  ${' '.repeat(width)}  → ${variables[name]}`,
    ])
    const subject =
      problems.length === 1 ? 'one setting needs attention' : `${problems.length} settings need attention`
    super(
      [
        `Cannot start in ${mode} mode, ${subject}:`,
        ...lines,
        'Every variable is described in .env.example.',
      ].join('\n'),
    )
  }
}

const port = z.coerce.number().int().min(1).max(65535)
const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).transform(stripSlash)
const origin = url.refine(
  value => new URL(value).origin === value,
  'must be an origin without a path, like https://example.com',
)
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a URL like postgres://user:password@host:5432/database',
})
const secret = z.string().min(32, 'must be at least 32 characters of randomness')
const list = z.string().transform(value =>
  value
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== ''),
)
const word = z.string().min(1)

const schema = z.object({
  MODE: z.enum(['demo', 'live'], { error: 'must be demo or live' }),
  DATABASE_URL: postgresUrl,
  DATABASE_MIGRATION_URL: postgresUrl.optional(),
  APP_URL: origin,
  BIND_ADDRESS: word.default('127.0.0.1'),
  WEB_PORT: port.default(3000),
  GATEWAY_PORT: port.default(8787),
  GATEWAY_PROCESSES: z.coerce.number().int().min(1).max(64).default(1),
  GATEWAY_ADMIN_PORT: port.optional(),
  GATEWAY_PUBLIC_URL: origin,
  METRICS_TOKEN: secret.optional(),
  WORKER_PORT: port.default(8788),
  SANDBOX_URL: origin.optional(),
  SANDBOX_CONTROL_TOKEN: secret.optional(),
  SANDBOX_PARTS: list.pipe(z.array(z.enum(['stripe', 'models', 'mail', 'database']))).optional(),
  NEXTAUTH_SECRET: secret,
  LINK_SECRET: secret,
  STRIPE_SECRET_KEY: z.string().regex(/^[sr]k_(test|live)_\w+$/, 'must start with sk_test_ or sk_live_'),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_\w+$/, 'must start with pk_test_ or pk_live_')
    .optional(),
  STRIPE_WEBHOOK_SECRET: list.pipe(z.array(z.string().regex(/^whsec_\w+$/, 'must start with whsec_')).min(1)),
  STRIPE_API_BASE: origin.optional(),
  STRIPE_REQUESTS_PER_SECOND: z.coerce.number().min(1).max(1_000).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be a URL like smtps://user:password@host:465' }),
  MAIL_FROM: z.string().regex(/@/, 'must hold an e-mail address'),
  SUPPORT_EMAIL: z.email('must be an e-mail address').optional(),
  UPSTREAM_AGGREGATOR_BASE_URL: url.optional(),
  UPSTREAM_AGGREGATOR_API_KEY: word.optional(),
  UPSTREAM_AZURE_BASE_URL: url.optional(),
  UPSTREAM_AZURE_API_KEY: word.optional(),
  UPSTREAM_OPENAI_BASE_URL: url.optional(),
  UPSTREAM_OPENAI_API_KEY: word.optional(),
  UPSTREAM_NOVELAI_BASE_URL: url.optional(),
  UPSTREAM_NOVELAI_API_KEY: word.optional(),
  UPSTREAM_TENSORART_BASE_URL: url.optional(),
  UPSTREAM_TENSORART_API_KEY: word.optional(),
  GITHUB_CLIENT_ID: word.optional(),
  GITHUB_CLIENT_SECRET: word.optional(),
  GITHUB_BASE_URL: origin.optional(),
  GOOGLE_CLIENT_ID: word.optional(),
  GOOGLE_CLIENT_SECRET: word.optional(),
  TRUSTED_PROXIES: list.pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))).default([]),
  FENCE_AFTER_MS: z.coerce.number().int().min(1_000).max(120_000).default(10_000),
  HEARTBEAT_MS: z.coerce.number().int().min(100).max(30_000).default(1_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export type Values = z.infer<typeof schema>

/**
 * The validated configuration, from nothing but `source`. An empty or blank variable counts as not set.
 * @throws EnvError naming every variable that is missing or wrong, and how to get it
 */
export function readEnv(source: Source = process.env): Env {
  const set = Object.fromEntries(
    Object.keys(variables).flatMap(name => {
      const value = source[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
  const parsed = schema.safeParse(set)
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(issue => toProblem(issue, set))),
    ...modeProblems(set),
  ]
  if (!parsed.success || problems.length > 0)
    throw new EnvError(uniqueByName(problems), set.MODE ?? 'demo or live')
  return toEnv(parsed.data)
}

let cached: Env | undefined
/** The configuration of this process, read at the first call (so that a build, which runs nothing, needs none). */
export function env(): Env {
  return (cached ??= readEnv())
}

function toEnv(values: Values) {
  const parts = new Set(values.SANDBOX_PARTS ?? [])
  return {
    mode: values.MODE,
    databaseUrl: values.DATABASE_URL,
    /** The role that owns the tables; the application's own role does not, in live mode. */
    databaseMigrationUrl: values.DATABASE_MIGRATION_URL ?? values.DATABASE_URL,
    /** Origin of the dashboard: all links and redirects are built from it, never from the Host header. */
    appUrl: values.APP_URL,
    bindAddress: values.BIND_ADDRESS,
    webPort: values.WEB_PORT,
    gatewayPort: values.GATEWAY_PORT,
    gatewayProcesses: values.GATEWAY_PROCESSES,
    /** Of this gateway process alone, on the loopback address; null: it has none. */
    gatewayAdminPort: values.GATEWAY_ADMIN_PORT ?? null,
    /** Lets a reader of the gateways' metrics in who is not on this machine; null: nobody. */
    metricsToken: values.METRICS_TOKEN ?? null,
    /** Origin of the Customer API as its users reach it. */
    gatewayPublicUrl: values.GATEWAY_PUBLIC_URL,
    /** What a client sets as `baseURL`. */
    apiBaseUrl: `${values.GATEWAY_PUBLIC_URL}/api/openai/v1`,
    workerPort: values.WORKER_PORT,
    sandbox:
      values.SANDBOX_URL && values.SANDBOX_CONTROL_TOKEN
        ? { url: values.SANDBOX_URL, controlToken: values.SANDBOX_CONTROL_TOKEN, parts }
        : null,
    /** Every part is played by the sandbox and the database is the embedded one: the only place for demo data. */
    allSandbox: values.MODE === 'demo' && parts.size === 4,
    nextauthSecret: values.NEXTAUTH_SECRET,
    linkSecret: values.LINK_SECRET,
    stripe: {
      secretKey: values.STRIPE_SECRET_KEY,
      publishableKey: values.STRIPE_PUBLISHABLE_KEY ?? null,
      /** Several while one is being rotated; a signature by any of them counts. */
      webhookSecrets: values.STRIPE_WEBHOOK_SECRET,
      /** Origin of the sandbox's Stripe; null is Stripe itself. */
      apiBase: values.STRIPE_API_BASE ?? null,
      /** Per process. */
      requestsPerSecond: values.STRIPE_REQUESTS_PER_SECOND ?? paceOf(values),
    },
    mail: { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM },
    /** Who answers people whose account is on hold or disputed. */
    supportEmail: values.SUPPORT_EMAIL ?? addressOf(values.MAIL_FROM),
    upstreams: Object.fromEntries(
      providers.flatMap(provider => {
        const baseUrl = values[`UPSTREAM_${upper(provider)}_BASE_URL`]
        const apiKey = values[`UPSTREAM_${upper(provider)}_API_KEY`]
        return baseUrl && apiKey ? [[provider, { baseUrl, apiKey }]] : []
      }),
    ) as Partial<Record<Provider, { baseUrl: string; apiKey: string }>>,
    github: oauth(values.GITHUB_CLIENT_ID, values.GITHUB_CLIENT_SECRET),
    /** Origin of a stand-in for github.com; null is GitHub itself. */
    githubBaseUrl: values.GITHUB_BASE_URL ?? null,
    google: oauth(values.GOOGLE_CLIENT_ID, values.GOOGLE_CLIENT_SECRET),
    trustedProxies: values.TRUSTED_PROXIES,
    fenceAfterMs: values.FENCE_AFTER_MS,
    heartbeatMs: values.HEARTBEAT_MS,
    logLevel: values.LOG_LEVEL,
  } as const
}

/** A quarter less than what Stripe allows a key by itself; its stand-in bears as much as a live account. */
function paceOf({ STRIPE_SECRET_KEY, STRIPE_API_BASE }: Values): number {
  return STRIPE_API_BASE === undefined && /^[sr]k_test_/.test(STRIPE_SECRET_KEY) ? 20 : 80
}

/** `billing@example.com` of `Serika <billing@example.com>`. */
function addressOf(sender: string): string {
  return /<([^<>]+)>/.exec(sender)?.[1] ?? sender.trim()
}

function oauth(clientId: string | undefined, clientSecret: string | undefined) {
  return clientId && clientSecret ? { clientId, clientSecret } : null
}

function toProblem(issue: z.core.$ZodIssue, set: Source): Problem {
  const name = String(issue.path[0]) as VariableName
  return { name, message: set[name] === undefined ? 'is missing' : issue.message }
}

function uniqueByName(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.toReversed().map(problem => [problem.name, problem])).values()].toReversed()
}

function stripSlash(value: string): string {
  return value.replace(/\/+$/, '')
}

function upper<P extends string>(provider: P): Uppercase<P> {
  return provider.toUpperCase() as Uppercase<P>
}
