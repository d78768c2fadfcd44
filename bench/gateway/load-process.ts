import { Connection, type Answered } from '@/bench/gateway/connection'
import { runAsChild } from '@/bench/harness/child'

export interface LoadSettings {
  readonly port: number
  /** Whole HTTP requests, head and body; connections take turns. */
  readonly requests: readonly string[]
  /** What a complete answer has to contain near its end. */
  readonly ending: string
}

export type LoadOrder =
  /** Each connection sends its next request when the last one is answered. */
  | { readonly kind: 'saturate'; readonly connections: number; readonly forMs: number }
  /** Requests start at a fixed rate, whether or not others are answered; latency counts from when each was due. */
  | { readonly kind: 'rate'; readonly perSecond: number; readonly forMs: number }

export interface LoadResult {
  readonly completed: number
  /** Answers with another status, or that ended before they were whole. */
  readonly failed: number
  readonly tookMs: number
  /** Of the completed ones, sorted. */
  readonly latenciesMs: Float64Array
}

/** Loads one server, from a process of its own: what it costs to ask must not be on the bill of whoever answers. */
runAsChild<LoadSettings>(async settings => {
  const load = new Load(settings)
  return { ready: {}, onMessage: message => load.run(message as LoadOrder) }
})

class Load {
  readonly #idle: Connection[] = []
  #next = 0
  #latencies: number[] = []
  #failed = 0

  constructor(private readonly settings: LoadSettings) {}

  async run(order: LoadOrder): Promise<LoadResult> {
    this.#latencies = []
    this.#failed = 0
    const startedMs = performance.now()
    await (order.kind === 'saturate' ? this.#saturate(order) : this.#keepRate(order))
    return {
      completed: this.#latencies.length,
      failed: this.#failed,
      tookMs: performance.now() - startedMs,
      latenciesMs: Float64Array.from(this.#latencies).sort(),
    }
  }

  async #saturate({ connections, forMs }: { connections: number; forMs: number }): Promise<void> {
    const untilMs = performance.now() + forMs
    const client = async () => {
      while (performance.now() < untilMs) await this.#ask(performance.now())
    }
    await Promise.all(Array.from({ length: connections }, client))
  }

  async #keepRate({ perSecond, forMs }: { perSecond: number; forMs: number }): Promise<void> {
    const startedMs = performance.now()
    const total = Math.floor((perSecond * forMs) / 1000)
    const open: Promise<void>[] = []
    await new Promise<void>(resolve => {
      const timer = setInterval(() => {
        while (open.length < total) {
          const dueMs = startedMs + (open.length * 1000) / perSecond
          if (dueMs > performance.now()) return
          open.push(this.#ask(dueMs))
        }
        clearInterval(timer)
        resolve()
      }, 1)
    })
    await Promise.all(open)
  }

  async #ask(sinceMs: number): Promise<void> {
    const { port, requests, ending } = this.settings
    const connection = this.#takeIdle() ?? (await Connection.open(port, ending))
    const request = requests[this.#next++ % requests.length] ?? ''
    const answered: Answered = await connection.ask(request)
    if (answered === 'complete') this.#latencies.push(performance.now() - sinceMs)
    else this.#failed += 1
    if (connection.isOpen) this.#idle.push(connection)
  }

  #takeIdle(): Connection | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.isFresh) return idle
      idle.close()
    }
    return undefined
  }
}
