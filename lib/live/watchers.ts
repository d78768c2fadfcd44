import type { AccountId, UserId } from '@/lib/ids'
import { Throttle } from '@/lib/live/throttle'

export interface Watcher {
  readonly userId: UserId
  readonly accountId: AccountId
  /** Something was settled in the account. */
  onUsage(): void
  /** It is over: its person has opened too many others, or the process stops. */
  onEnd(reason: 'too_many' | 'stopping'): void
}

/** Who watches which account, in one process. Each is told at most so often; a person has at most so many streams. */
export class Watchers {
  /** In the order in which they came. */
  readonly #throttles = new Map<Watcher, Throttle>()
  readonly #byAccount = new Map<AccountId, Set<Watcher>>()

  constructor(private readonly options: { readonly intervalMs: number; readonly mostPerUser: number }) {}

  get size(): number {
    return this.#throttles.size
  }

  /** Adds a watcher; where its person has too many then, their oldest ends. Call the answer when it is gone. */
  add(watcher: Watcher): () => void {
    const own = [...this.#throttles.keys()].filter(({ userId }) => userId === watcher.userId)
    const tooMany = own.length + 1 - this.options.mostPerUser
    for (const oldest of own.slice(0, Math.max(0, tooMany))) this.#end(oldest, 'too_many')
    this.#throttles.set(watcher, new Throttle(this.options.intervalMs, () => watcher.onUsage()))
    const watchers = this.#byAccount.get(watcher.accountId) ?? new Set()
    this.#byAccount.set(watcher.accountId, watchers.add(watcher))
    return () => this.#remove(watcher)
  }

  /** Requests of the account were settled. */
  tell(accountId: AccountId): void {
    for (const watcher of this.#byAccount.get(accountId) ?? []) this.#throttles.get(watcher)?.call()
  }

  /** Notices may have been missed: whoever watches anything reads anew. */
  tellAll(): void {
    for (const throttle of this.#throttles.values()) throttle.call()
  }

  endAll(): void {
    for (const watcher of [...this.#throttles.keys()]) this.#end(watcher, 'stopping')
  }

  #end(watcher: Watcher, reason: 'too_many' | 'stopping'): void {
    this.#remove(watcher)
    watcher.onEnd(reason)
  }

  #remove(watcher: Watcher): void {
    this.#throttles.get(watcher)?.stop()
    this.#throttles.delete(watcher)
    const watchers = this.#byAccount.get(watcher.accountId)
    watchers?.delete(watcher)
    if (watchers?.size === 0) this.#byAccount.delete(watcher.accountId)
  }
}
