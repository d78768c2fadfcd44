import { eq } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { billingDetails } from '@/db/schema'
import type { BillingDetails } from '@/lib/billing/details/details'
import type { AccountId } from '@/lib/ids'

/** What stands at the account's customer in Stripe, as we last saw it; null where there was none yet. */
export async function getStoredDetails(db: DbOrTx, accountId: AccountId): Promise<BillingDetails | null> {
  const [row] = await db.select().from(billingDetails).where(eq(billingDetails.accountId, accountId))
  if (!row) return null
  const { company, line1, line2, city, state, postalCode, country, taxIds, poNumber } = row
  return {
    company,
    address: { line1, line2, city, state, postalCode, country },
    poNumber,
    taxIds: taxIds.map(({ id, type, value, status }) => ({ id, type, value, status })),
  }
}
