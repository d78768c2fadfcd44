import { UpstreamTimeout } from '@/gateway/upstream/failure'
import { Refusal } from '@/gateway/refusal'
import { maxBodyBytesInFlight, maxBodyBytesOfAccount } from '@/gateway/settings'
import type { AccountId } from '@/lib/ids'

/** One request's time: `signal` aborts when it is up, or when the process cannot wait for it any longer. */
export interface RequestLife {
  readonly signal: AbortSignal
  abort(reason: Error): void
  /** Work that a provider does for this request; what remains of the request's time is ours. */
  outside<T>(work: () => Promise<T>): Promise<T>
  /** How long providers have been at work; null where none was asked. */
  readonly outsideMs: number | null
  /** Counts body bytes held for this request and its account; they are free again when it is over. @throws Refusal where it is too much */
  holdBytes(bytes: number, accountId: AccountId): void
  over(): void
}

/** The requests that this process is serving, and what they hold of its memory. */
export class OpenRequests {
  readonly #lives = new Set<RequestLife>()
  #bytes = 0
  readonly #bytesOf = new Map<AccountId, number>()
  #closing = false
  #whenNone: (() => void)[] = []
  readonly #cut = new AbortController()

  constructor(private readonly lifeMs: number) {}

  /** @throws Refusal once the process is stopping */
  begin(): RequestLife {
    if (this.#closing) throw new Refusal('shutting_down', {})
    const life = new Life(this, this.lifeMs)
    this.#lives.add(life)
    return life
  }

  /** Aborts when the process cannot wait any longer: also for what is looked up once a request's own time is up. */
  get cut(): AbortSignal {
    return this.#cut.signal
  }

  get isClosing(): boolean {
    return this.#closing
  }

  get count(): number {
    return this.#lives.size
  }

  /** For a request's own use. @throws Refusal where the process holds too much, or too much of that account */
  hold(bytes: number, accountId: AccountId): void {
    const own = (this.#bytesOf.get(accountId) ?? 0) + bytes
    if (this.#bytes + bytes > maxBodyBytesInFlight || own > maxBodyBytesOfAccount)
      throw new Refusal('overloaded', {})
    this.#bytes += bytes
    this.#bytesOf.set(accountId, own)
  }

  /** For a request's own use, when it is over. */
  remove(life: RequestLife, held: { readonly bytes: number; readonly accountId: AccountId } | null): void {
    if (!this.#lives.delete(life)) return
    if (held) this.#release(held.bytes, held.accountId)
    if (this.#lives.size === 0) for (const resolve of this.#whenNone.splice(0)) resolve()
  }

  #release(bytes: number, accountId: AccountId): void {
    this.#bytes -= bytes
    const own = (this.#bytesOf.get(accountId) ?? 0) - bytes
    if (own > 0) this.#bytesOf.set(accountId, own)
    else this.#bytesOf.delete(accountId)
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
    this.#cut.abort(reason)
    for (const life of this.#lives) life.abort(reason)
  }
}

class Life implements RequestLife {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  #held: { bytes: number; readonly accountId: AccountId } | null = null
  #outsideMs: number | null = null

  constructor(
    private readonly requests: OpenRequests,
    lifeMs: number,
  ) {
    this.#timer = setTimeout(endOfTime, lifeMs, this.#controller)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  abort(reason: Error): void {
    this.#controller.abort(reason)
  }

  async outside<T>(work: () => Promise<T>): Promise<T> {
    const startedMs = performance.now()
    try {
      return await work()
    } finally {
      this.#outsideMs = (this.#outsideMs ?? 0) + performance.now() - startedMs
    }
  }

  get outsideMs(): number | null {
    return this.#outsideMs
  }

  holdBytes(bytes: number, accountId: AccountId): void {
    this.requests.hold(bytes, accountId)
    this.#held ??= { bytes: 0, accountId }
    this.#held.bytes += bytes
  }

  over(): void {
    clearTimeout(this.#timer)
    this.requests.remove(this, this.#held)
  }
}

function endOfTime(controller: AbortController): void {
  controller.abort(new UpstreamTimeout('out of time'))
}
