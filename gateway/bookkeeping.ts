import type { Db } from '@/db/client'
import type { AccountId, KeyId } from '@/lib/ids'
import type { Logger } from '@/lib/log'
import { recordKeyUse } from '@/lib/keys/last-use/commands'
import { countRejections } from '@/lib/usage/commands'

const hourMs = 3_600_000
const minuteMs = 60_000
const flushMs = 2_000
const mostRejectionKinds = 10_000

interface CallerIds {
  readonly account: { readonly id: AccountId }
  readonly key: { readonly id: KeyId }
}
type Rejection = Parameters<typeof countRejections>[1][number]

/** What is worth knowing but not worth a transaction per request: refusals by reason, and when a key was last used. Written every two seconds. */
export class Bookkeeping {
  #rejections = new Map<string, Rejection>()
  #used = new Map<AccountId, Map<KeyId, number>>()
  readonly #writtenMinute = new Map<KeyId, number>()
  #flushing: Promise<void> | null = null
  readonly #timer: NodeJS.Timeout

  constructor(
    private readonly db: Db,
    private readonly log: Logger,
  ) {
    this.#timer = setInterval(() => void this.flush(), flushMs)
  }

  refused(caller: CallerIds, endpoint: string, reason: string, at: Date): void {
    const hour = new Date(Math.floor(at.getTime() / hourMs) * hourMs)
    this.#count({
      accountId: caller.account.id,
      keyId: caller.key.id,
      endpoint,
      reason,
      at: hour,
      requests: 1,
    })
  }

  used({ account, key }: CallerIds, at: Date): void {
    const minute = Math.floor(at.getTime() / minuteMs) * minuteMs
    if (this.#writtenMinute.get(key.id) === minute) return
    this.#writtenMinute.set(key.id, minute)
    const keys = this.#used.get(account.id)
    if (keys) keys.set(key.id, minute)
    else this.#used.set(account.id, new Map([[key.id, minute]]))
  }

  /** Writes what has gathered. What could not be written counts again at the next turn. */
  flush(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = null
    })
    return this.#flushing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  async #write(): Promise<void> {
    const rejections = [...this.#rejections.values()]
    const used = this.#used
    this.#rejections = new Map()
    this.#used = new Map()
    if (this.#writtenMinute.size > 50_000) this.#writtenMinute.clear()
    try {
      if (rejections.length > 0) await countRejections(this.db, rejections)
    } catch (error) {
      for (const rejection of rejections) this.#count(rejection)
      this.log.warn({ err: error, rows: rejections.length }, 'refusals could not be counted yet')
    }
    try {
      for (const [accountId, keys] of used)
        for (const minute of new Set(keys.values())) {
          const ids = [...keys].filter(([, at]) => at === minute).map(([keyId]) => keyId)
          await recordKeyUse(this.db, accountId, ids, new Date(minute))
        }
    } catch (error) {
      // The next minute's use will be written instead.
      this.log.warn({ err: error, accounts: used.size }, 'last use of keys could not be recorded')
    }
  }

  #count(rejection: Rejection): void {
    const { accountId, keyId, endpoint, reason, at } = rejection
    const name = `${accountId} ${keyId} ${endpoint} ${reason} ${at.getTime()}`
    const known = this.#rejections.get(name)
    if (known) this.#rejections.set(name, { ...known, requests: known.requests + rejection.requests })
    else if (this.#rejections.size < mostRejectionKinds) this.#rejections.set(name, rejection)
  }
}
