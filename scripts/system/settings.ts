import { providers, variables } from '@/lib/env-variables'

export type Settings = Readonly<Record<string, string | undefined>>

export interface Ports {
  readonly web: number
  readonly gateway: number
  readonly worker: number
  readonly sandbox: number
  readonly smtp: number
}

export interface Secrets {
  readonly NEXTAUTH_SECRET: string
  readonly LINK_SECRET: string
  readonly SANDBOX_CONTROL_TOKEN: string
  readonly SANDBOX_STRIPE_SECRET_KEY: string
  readonly SANDBOX_STRIPE_WEBHOOK_SECRET: string
  readonly SANDBOX_UPSTREAM_KEY: string
}

export type Part = 'stripe' | 'models' | 'mail' | 'database'

export interface Demo {
  /** Everything that lib/env.ts reads. */
  readonly env: Readonly<Record<string, string>>
  /** The parts that the sandbox, or for the database the embedded server, plays. */
  readonly parts: ReadonlySet<Part>
}

/** Only the variables that lib/env.ts knows, blank ones left out: what the user has decided. */
export function ourVariables(source: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.keys(variables).flatMap(name => {
      const value = source[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
}

/**
 * Completes the user's settings for demo mode: every part without a configuration of its own is played by the sandbox, so that each real
 * part is one setting away. `embeddedUrl` is null when the user brings a database.
 */
export function completeDemo(
  user: Record<string, string>,
  ports: Ports,
  secrets: Secrets,
  embeddedUrl: string | null,
): Demo {
  const at = (port: number) => `http://127.0.0.1:${port}`
  const sandbox = at(ports.sandbox)
  const upstreams = sandboxUpstreams(user, sandbox, secrets)
  const playsStripe = user.STRIPE_SECRET_KEY === undefined
  const playsMail = user.SMTP_URL === undefined
  const parts = new Set<Part>()
  if (playsStripe) parts.add('stripe')
  if (playsMail) parts.add('mail')
  if (Object.keys(upstreams).length === providers.length * 2) parts.add('models')
  if (embeddedUrl) parts.add('database')
  const env = {
    APP_URL: at(ports.web),
    GATEWAY_PUBLIC_URL: at(ports.gateway),
    NEXTAUTH_SECRET: secrets.NEXTAUTH_SECRET,
    LINK_SECRET: secrets.LINK_SECRET,
    ...upstreams,
    ...(embeddedUrl && { DATABASE_URL: embeddedUrl }),
    ...(playsMail && {
      SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
      MAIL_FROM: 'Serika <no-reply@serika.localhost>',
      SUPPORT_EMAIL: 'support@serika.localhost',
    }),
    ...user,
    ...(playsStripe && {
      STRIPE_SECRET_KEY: secrets.SANDBOX_STRIPE_SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: secrets.SANDBOX_STRIPE_WEBHOOK_SECRET,
      STRIPE_API_BASE: sandbox,
    }),
    MODE: 'demo',
    WEB_PORT: String(ports.web),
    GATEWAY_PORT: String(ports.gateway),
    WORKER_PORT: String(ports.worker),
    SANDBOX_URL: sandbox,
    SANDBOX_CONTROL_TOKEN: secrets.SANDBOX_CONTROL_TOKEN,
    SANDBOX_PARTS: [...parts].join(','),
  }
  return { env, parts }
}

/** A provider of which the user configured nothing is the sandbox's; half a configuration is left to be refused. */
function sandboxUpstreams(
  user: Record<string, string>,
  sandbox: string,
  secrets: Secrets,
): Record<string, string> {
  return Object.fromEntries(
    providers.flatMap(provider => {
      const [base, key] = [
        `UPSTREAM_${provider.toUpperCase()}_BASE_URL`,
        `UPSTREAM_${provider.toUpperCase()}_API_KEY`,
      ]
      if (user[base] !== undefined || user[key] !== undefined) return []
      return [
        [base, `${sandbox}/models/${provider}/v1`],
        [key, secrets.SANDBOX_UPSTREAM_KEY],
      ]
    }),
  )
}
