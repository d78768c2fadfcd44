import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild, type Child } from '@/bench/harness/child'
import { stablePort } from '@/bench/harness/database'
import type { GatewayProcessSettings } from '@/bench/harness/gateway-process'
import type { GatewaySettings } from '@/gateway/settings'
import type { GatewayId } from '@/lib/ids'

type GatewayChild = Child<{ readonly port: number; readonly id: GatewayId }>

export interface FleetOptions {
  readonly settings: GatewaySettings
  readonly count: number
  readonly logLevel?: string
}

/** Settings as in production, but for addresses; rate limits out of the way. Override what a bench needs otherwise. */
export function benchSettings(
  databaseUrl: string,
  upstreamUrl: string,
  overrides: Partial<GatewaySettings> = {},
): GatewaySettings {
  const provider = (name: string) => ({ baseUrl: `${upstreamUrl}/${name}/v1`, apiKey: 'upstream-key' })
  const unhindered = { requests: 100_000_000, tokens: 1_000_000_000_000 }
  return {
    mode: 'demo',
    databaseUrl,
    bindAddress: '127.0.0.1',
    port: 0,
    sharesPort: false,
    adminPort: null,
    metricsToken: null,
    appUrl: 'http://127.0.0.1',
    upstreams: { aggregator: provider('aggregator'), openai: provider('openai') },
    rateLimits: { free: unhindered, billed: unhindered },
    trustedProxies: [],
    heartbeatMs: 1_000,
    fenceAfterMs: 10_000,
    requestLifeMs: 9.5 * 60_000,
    settleWithinMs: 5_000,
    leaseWithinMs: 5_000,
    drainWithinMs: 10_000,
    ledgerWithinMs: 10_000,
    holdLastBytes: true,
    ...overrides,
  }
}

const upWithinMs = 60_000

/** Several real gateway processes, each on a port of its own. One that ends, killed or by itself, is started again. */
export class GatewayFleet {
  readonly #running: (GatewayChild | null)[]
  readonly #restarts: Promise<void>[] = []
  #stopping = false
  /** Ends that nobody asked for: fenced, or crashed. */
  endedByThemselves = 0

  private constructor(
    private readonly options: FleetOptions,
    private readonly ports: readonly number[],
  ) {
    this.#running = ports.map(() => null)
  }

  static async start(options: FleetOptions): Promise<GatewayFleet> {
    const ports: number[] = []
    while (ports.length < options.count) ports.push(await stablePort())
    const fleet = new GatewayFleet(options, ports)
    await Promise.all(ports.map((_, index) => fleet.#launch(index, { quiet: false })))
    return fleet
  }

  /** Origins of all of them, up or not. */
  get urls(): string[] {
    return this.ports.map(port => `http://127.0.0.1:${port}`)
  }

  /** Process ids of those that are up: for measuring. */
  get pids(): number[] {
    return this.#running.flatMap(child => (child ? [child.pid] : []))
  }

  /** Which ones are up. */
  get up(): number[] {
    return this.#running.flatMap((child, index) => (child ? [index] : []))
  }

  /** Resolves once so many are up. @throws when that takes longer than a slow machine needs */
  async untilUp(count: number): Promise<void> {
    const deadline = performance.now() + upWithinMs
    while (this.up.length < count) {
      if (performance.now() > deadline) throw new Error(`only ${this.up.length} gateways came up again`)
      await sleep(50)
    }
  }

  /** `kill -9`; it is started again at once. */
  kill(index: number): void {
    const child = this.#running[index]
    if (!child) return
    this.#running[index] = null
    child.kill('SIGKILL')
  }

  /** In order, but for those named, which are killed. Nothing is started any more. */
  async stop({ kill = [] }: { readonly kill?: readonly number[] } = {}): Promise<void> {
    this.#stopping = true
    const children = this.#running.map((child, index) => ({ child, index }))
    for (const { child, index } of children) child?.kill(kill.includes(index) ? 'SIGKILL' : 'SIGTERM')
    await Promise.all(children.map(({ child }) => child?.ended))
    await Promise.all(this.#restarts)
  }

  async #launch(index: number, { quiet }: { readonly quiet: boolean }): Promise<void> {
    const { settings, logLevel = 'silent' } = this.options
    const child: GatewayChild = await startChild(join(import.meta.dirname, 'gateway-process.ts'), {
      settings: {
        gateway: { ...settings, port: this.ports[index] ?? 0 },
        logLevel,
      } satisfies GatewayProcessSettings,
      fast: true,
      quiet,
    })
    if (this.#stopping) child.kill('SIGKILL')
    else this.#running[index] = child
    void child.ended.then(() => {
      if (this.#running[index] === child) {
        this.#running[index] = null
        if (!this.#stopping) this.endedByThemselves += 1
      }
      if (!this.#stopping) this.#restarts.push(this.#relaunch(index))
    })
  }

  /** The ledger may be away just then: a gateway that could not start is tried again. */
  async #relaunch(index: number): Promise<void> {
    while (!this.#stopping) {
      try {
        return await this.#launch(index, { quiet: true })
      } catch {
        await sleep(200)
      }
    }
  }
}
