import { providers, type Provider, type VariableName } from '@/lib/env-variables'

export interface Problem {
  readonly name: VariableName
  readonly message: string
}
type Set = Readonly<Partial<Record<VariableName, string>>>

/** What the mode demands beyond the shape of each value: rules that look at several variables, or at what a value means. */
export function modeProblems(set: Set): Problem[] {
  return [
    ...pairs(set),
    ...upstreams(set),
    ...heartbeat(set),
    ...(set.MODE === 'live' ? live(set) : []),
    ...(set.MODE === 'demo' ? demo(set) : []),
  ]
}

/** The user of the database that `npm start` runs by itself; it must never hold real customers. */
export const embeddedUser = 'serika_embedded'

function live(set: Set): Problem[] {
  const present = (names: readonly VariableName[]) => names.filter(name => set[name] !== undefined)
  const refuse = (name: VariableName, bad: boolean | undefined, message: string): Problem[] =>
    bad ? [{ name, message }] : []
  return [
    ...present([
      'STRIPE_API_BASE',
      'SANDBOX_URL',
      'SANDBOX_CONTROL_TOKEN',
      'SANDBOX_PARTS',
      'GITHUB_BASE_URL',
    ]).map(name => ({
      name,
      message: 'belongs to the sandbox and is refused in live mode',
    })),
    ...refuse(
      'STRIPE_SECRET_KEY',
      /^[sr]k_test_/.test(set.STRIPE_SECRET_KEY ?? ''),
      'is a test key; live mode takes only live keys',
    ),
    ...refuse(
      'STRIPE_PUBLISHABLE_KEY',
      /^pk_test_/.test(set.STRIPE_PUBLISHABLE_KEY ?? ''),
      'is a test key; live mode takes only live keys',
    ),
    ...(['DATABASE_URL', 'DATABASE_MIGRATION_URL'] as const).flatMap(name =>
      refuse(name, urlOf(set[name])?.username === embeddedUser, 'is the embedded database of the demo'),
    ),
    ...refuse('APP_URL', !isSecure(set.APP_URL), 'must be a public https:// origin in live mode'),
    ...refuse(
      'GATEWAY_PUBLIC_URL',
      !isSecure(set.GATEWAY_PUBLIC_URL),
      'must be a public https:// origin in live mode',
    ),
    ...refuse(
      'SMTP_URL',
      isLoopback(set.SMTP_URL) && urlOf(set.SMTP_URL)?.port !== '25',
      'points at the sandbox: on this machine only a relay on port 25 is taken',
    ),
    ...providers.flatMap(provider => {
      const name = variable(provider, 'BASE_URL')
      return refuse(name, isLoopback(set[name]), 'points at this machine, where only the sandbox answers')
    }),
  ]
}

function demo(set: Set): Problem[] {
  const real = (name: VariableName): Problem[] =>
    /^[srp]k_live_/.test(set[name] ?? '')
      ? [{ name, message: 'is a live key; demo mode would move real money with it and refuses to' }]
      : []
  return [
    ...real('STRIPE_SECRET_KEY'),
    ...real('STRIPE_PUBLISHABLE_KEY'),
    ...(set.STRIPE_API_BASE !== undefined && !isLoopback(set.STRIPE_API_BASE)
      ? [{ name: 'STRIPE_API_BASE' as const, message: 'must be the sandbox on this machine' }]
      : []),
    ...(set.BIND_ADDRESS !== undefined && !isLoopback(`http://${bracket(set.BIND_ADDRESS)}`)
      ? [
          {
            name: 'BIND_ADDRESS' as const,
            message: 'must be a loopback address: the demo is for this machine alone',
          },
        ]
      : []),
  ]
}

/** Each half of a pair is useless, and likely a slip, without the other. */
function pairs(set: Set): Problem[] {
  const all: (readonly [VariableName, VariableName])[] = [
    ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
    ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
    ['SANDBOX_URL', 'SANDBOX_CONTROL_TOKEN'],
    ...providers.map(provider => [variable(provider, 'BASE_URL'), variable(provider, 'API_KEY')] as const),
  ]
  return all.flatMap(([a, b]) => {
    if ((set[a] === undefined) === (set[b] === undefined)) return []
    const [missing, given] = set[a] === undefined ? [a, b] : [b, a]
    return [{ name: missing, message: `is missing, while ${given} is set` }]
  })
}

function upstreams(set: Set): Problem[] {
  return providers.some(provider => set[variable(provider, 'BASE_URL')] !== undefined)
    ? []
    : [
        {
          name: 'UPSTREAM_AGGREGATOR_BASE_URL',
          message: 'is missing: at least one provider must serve the models',
        },
      ]
}

function heartbeat(set: Set): Problem[] {
  const beat = Number(set.HEARTBEAT_MS ?? 1_000)
  const fence = Number(set.FENCE_AFTER_MS ?? 10_000)
  return beat * 3 > fence
    ? [
        {
          name: 'HEARTBEAT_MS',
          message: `is ${beat} with FENCE_AFTER_MS ${fence}: one late beat would fence a healthy gateway`,
        },
      ]
    : []
}

function variable<K extends 'BASE_URL' | 'API_KEY'>(provider: Provider, kind: K) {
  return `UPSTREAM_${provider.toUpperCase() as Uppercase<Provider>}_${kind}` as const
}

function urlOf(value: string | undefined): URL | null {
  return value !== undefined && URL.canParse(value) ? new URL(value) : null
}

function isSecure(value: string | undefined): boolean {
  return value === undefined || (urlOf(value)?.protocol === 'https:' && !isLoopback(value))
}

function bracket(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

/** Whether the URL's host is this very machine: localhost by name, 127.0.0.0/8, ::1, or the unspecified addresses that lead there. */
export function isLoopback(value: string | undefined): boolean {
  const host = urlOf(value)?.hostname.toLowerCase() ?? ''
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(host) ||
    ['0.0.0.0', '[::1]', '[::]'].includes(host) ||
    host.startsWith('[::ffff:7f')
  )
}
