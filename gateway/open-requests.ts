import { UpstreamTimeout } from '@/gateway/upstream/failure'
import { Refusal } from '@/gateway/refusal'
import { maxBodyBytesInFlight } from '@/gateway/settings'

/** One request's time: `signal` aborts when it is up, or when the process cannot wait for it any longer. */
export interface RequestLife {
  readonly signal: AbortSignal
  abort(reason: Error): void
  /** Work that a provider does for this request; what remains of the request's time is ours. */
  outside<T>(work: () => Promise<T>): Promise<T>
  /** How long providers have been at work; null where none was asked. */
  readonly outsideMs: number | null
  /** Counts body bytes held for this request; they are free again when it is over. */
  holdBytes(bytes: number): void
  over(): void
}

/** The requests that this process is serving, and what they hold of its memory. */
export class OpenRequests {
  readonly #lives = new Set<RequestLife>()
  #bytes = 0
  #closing = false
  #whenNone: (() => void)[] = []

  constructor(private readonly lifeMs: number) {}

  /** @throws Refusal once the process is stopping */
  begin(): RequestLife {
    if (this.#closing) throw new Refusal('shutting_down', {})
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(new UpstreamTimeout('out of time')), this.lifeMs)
    let held = 0
    let outsideMs: number | null = null
    const life: RequestLife = {
      signal: controller.signal,
      abort: reason => controller.abort(reason),
      outside: async work => {
        const startedMs = performance.now()
        try {
          return await work()
        } finally {
          outsideMs = (outsideMs ?? 0) + performance.now() - startedMs
        }
      },
      get outsideMs() {
        return outsideMs
      },
      holdBytes: bytes => {
        if (this.#bytes + bytes > maxBodyBytesInFlight) throw new Refusal('overloaded', {})
        held += bytes
        this.#bytes += bytes
      },
      over: () => {
        clearTimeout(timer)
        if (!this.#lives.delete(life)) return
        this.#bytes -= held
        if (this.#lives.size === 0) for (const resolve of this.#whenNone.splice(0)) resolve()
      },
    }
    this.#lives.add(life)
    return life
  }

  get isClosing(): boolean {
    return this.#closing
  }

  get count(): number {
    return this.#lives.size
  }

  /** No new requests from here on; resolves once the open ones are over, those that take longer than `withinMs` cut off. */
  async close(withinMs: number): Promise<void> {
    this.#closing = true
    const timer = setTimeout(() => this.abortAll(new UpstreamTimeout('the server is stopping')), withinMs)
    if (this.#lives.size > 0) await new Promise<void>(resolve => this.#whenNone.push(resolve))
    clearTimeout(timer)
  }

  abortAll(reason: Error): void {
    this.#closing = true
    for (const life of this.#lives) life.abort(reason)
  }
}
