import type { Db } from '@/db/client'
import type { Payer } from '@/bench/close/payers'
import { forEachConcurrently } from '@/lib/concurrently'
import { findInvoice } from '@/lib/invoices/queries'
import type { Period } from '@/lib/period'
import type { StripeClient } from '@/lib/stripe/client'

/** Less than this Stripe does not charge: it goes to the customer's balance. */
const MINIMUM_CENTS = 50

/**
 * What is wrong with the payers' bills of the period, here and in Stripe; empty: each has exactly one live invoice of the right
 * total, or none where nothing is due, and was charged exactly once, or not at all.
 */
export async function findFaults(
  db: Db,
  stripe: StripeClient,
  period: Period,
  payers: readonly Payer[],
): Promise<string[]> {
  const faults: string[] = []
  await forEachConcurrently(payers, 16, async payer => {
    for (const fault of await faultsOf(db, stripe, period, payer)) faults.push(`${payer.accountId}: ${fault}`)
  })
  return faults
}

async function faultsOf(db: Db, stripe: StripeClient, period: Period, payer: Payer): Promise<string[]> {
  const row = await findInvoice(db, payer.accountId, period)
  if (!row) return ['no bill']
  const customer = payer.customerId
  const live = (await stripe.invoices.list({ customer, limit: 100 })).data.filter(
    ({ status }) => status !== 'void',
  )
  const charges = (await stripe.charges.list({ customer, limit: 100 })).data.filter(({ paid }) => paid)
  const charged = charges.reduce((sum, charge) => sum + charge.amount, 0)
  const expected = expectedOf(payer)
  const [invoice] = live
  const checks: readonly (readonly [what: string, expected: unknown, actual: unknown])[] = [
    ['nanos', payer.totalNanos, row.totalNanos],
    ['cents', payer.totalCents, row.totalCents],
    ['status', expected.status, row.status],
    ['live invoices in Stripe', expected.invoices, live.length],
    ['total in Stripe', expected.invoices === 0 ? undefined : payer.totalCents, invoice?.total],
    ['status in Stripe', expected.invoices === 0 ? undefined : expected.status, invoice?.status],
    ['Stripe id', row.stripeInvoiceId, invoice?.id ?? null],
    ['charges', expected.charges, charges.length],
    ['cents charged', expected.charges * payer.totalCents, charged],
  ]
  return checks.flatMap(([what, wanted, actual]) =>
    wanted === actual ? [] : [`${what}: ${String(wanted)} expected, ${String(actual)} found`],
  )
}

function expectedOf({ totalCents, card }: Payer) {
  if (totalCents === 0) return { status: 'nothing_due', invoices: 0, charges: 0 }
  if (totalCents < MINIMUM_CENTS) return { status: 'paid', invoices: 1, charges: 0 }
  if (card !== 'pm_card_visa') return { status: 'open', invoices: 1, charges: 0 }
  return { status: 'paid', invoices: 1, charges: 1 }
}
