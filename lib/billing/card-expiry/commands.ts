import type { Db } from '@/db/client'
import { hasExpired } from '@/lib/billing/card'
import { listExpiringCards } from '@/lib/billing/card-expiry/queries'
import { addNotice } from '@/lib/billing/notices/commands'
import type { AccountId } from '@/lib/ids'

/**
 * Tells accounts that the card which pays their invoices expires within thirty days, or has: once per card and date of expiry.
 * Returns how many were told. `now` is platform time.
 */
export async function noteExpiringCards(db: Db, now: Date): Promise<number> {
  let told = 0
  for (;;) {
    const page = await listExpiringCards(db, now)
    for (const { cause, ...card } of page) {
      const accountId = card.accountId as AccountId
      const { accountName, brand, lastFour, expMonth, expYear } = card
      const data = { accountName, brand, lastFour, expMonth, expYear, expired: hasExpired(card, now) }
      const notice = { accountId, kind: 'card_expiring', cause, template: 'card_expiring' as const, data }
      if (await db.transaction(tx => addNotice(tx, notice, now))) told += 1
    }
    if (page.length === 0) return told
  }
}
