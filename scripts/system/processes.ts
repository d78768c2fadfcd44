import { join } from 'node:path'
import type { ProcessSpec } from './supervise'
import type { Ports, Secrets } from './settings'

export interface Plan {
  readonly dataDir: string
  readonly dev: boolean
  readonly ports: Ports
  /** What lib/env.ts reads, complete and checked. */
  readonly env: Readonly<Record<string, string>>
  /** One per gateway process: where it answers for itself, while all share the public port. */
  readonly adminPorts: readonly number[]
  /** Null in live mode: nothing plays the outside world. */
  readonly sandboxSecrets: Secrets | null
}

/** The sandbox gets its settings as arguments, and none of ours. */
function sandboxProcess({ dataDir, ports, env, sandboxSecrets }: Plan): ProcessSpec | null {
  if (!sandboxSecrets) return null
  const origin = `http://127.0.0.1:${ports.web}`
  const settings = {
    port: ports.sandbox,
    'smtp-port': ports.smtp,
    'data-dir': join(dataDir, 'sandbox'),
    'web-url': origin,
    'webhook-url': `${origin}/api/stripe/webhook`,
    'webhook-secret': sandboxSecrets.SANDBOX_STRIPE_WEBHOOK_SECRET,
    'stripe-secret-key': sandboxSecrets.SANDBOX_STRIPE_SECRET_KEY,
    'control-token': sandboxSecrets.SANDBOX_CONTROL_TOKEN,
  }
  return {
    ...common,
    name: 'sandbox',
    entry: 'sandbox/main.ts',
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    env: withoutOurs(env),
    healthUrl: `http://127.0.0.1:${ports.sandbox}/healthz`,
    watch: ['sandbox'],
  }
}

/** Sandbox, gateways (all on one port) and worker, in any order; and web, which needs its build first. */
export function processesOf(plan: Plan): {
  readonly early: readonly ProcessSpec[]
  readonly web: ProcessSpec
} {
  const { dev, ports, env, adminPorts } = plan
  const own: NodeJS.ProcessEnv = {
    ...process.env,
    ...env,
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const at = (port: number) => `http://${loopbackOf(env.BIND_ADDRESS)}:${port}/healthz`
  const gateways = adminPorts.map((adminPort, index) => ({
    ...common,
    name: adminPorts.length === 1 ? 'gateway' : `gateway-${index + 1}`,
    entry: 'gateway/main.ts',
    fast: true,
    env: { ...own, GATEWAY_ADMIN_PORT: String(adminPort) },
    healthUrl: `http://127.0.0.1:${adminPort}/healthz`,
    watch: ['gateway', 'lib', 'db'],
  }))
  const worker = {
    ...common,
    name: 'worker',
    entry: 'worker/main.ts',
    env: own,
    healthUrl: at(ports.worker),
    watch: ['worker', 'lib', 'db'],
  }
  const web = {
    ...common,
    name: 'web',
    entry: 'web/main.ts',
    args: dev ? ['--dev'] : [],
    env: own,
    healthUrl: at(ports.web),
    watch: ['web'],
  }
  const sandbox = sandboxProcess(plan)
  return { early: [...(sandbox ? [sandbox] : []), ...gateways, worker], web }
}

const common = { healthyWithinMs: 120_000, stopWithinMs: 40_000 } as const

function withoutOurs(env: Plan['env']): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !(name in env))
  return { ...Object.fromEntries(others), NODE_ENV: 'production' }
}

/** Where a server that listens on `address` answers on this machine. */
function loopbackOf(address = '127.0.0.1'): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1'
  return address.includes(':') ? `[${address}]` : address
}
