import type { Db } from '@/db/client'
import type { AccountId } from '@/lib/ids'
import { announceUsage } from '@/lib/live/commands'
import { Throttle } from '@/lib/live/throttle'
import type { Logger } from '@/lib/log'

const intervalMs = 200

/**
 * Tells whoever watches a page that requests were settled: after the commit, and one statement for all that were within a
 * fifth of a second, so that settlement itself never pays for it. Best effort: the ledger is the truth, and the next notice says it again.
 */
export class Announcer {
  readonly #settled = new Set<AccountId>()
  readonly #throttle = new Throttle(intervalMs, () => void this.#announce())

  constructor(
    private readonly db: Db,
    private readonly log: Logger,
  ) {}

  settled(accountId: AccountId): void {
    this.#settled.add(accountId)
    this.#throttle.call()
  }

  /** Says what is left, and nothing after. */
  async close(): Promise<void> {
    this.#throttle.stop()
    await this.#announce()
  }

  async #announce(): Promise<void> {
    const accountIds = [...this.#settled]
    this.#settled.clear()
    await announceUsage(this.db, accountIds).catch((error: unknown) =>
      this.log.warn({ err: error, accounts: accountIds.length }, 'settled requests could not be announced'),
    )
  }
}
