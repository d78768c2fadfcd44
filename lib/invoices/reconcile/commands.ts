import { eq } from 'drizzle-orm'
import { periods, reconciliations } from '@/db/schema'
import type { StripeDeps } from '@/lib/billing/customers/commands'
import { forEachConcurrently } from '@/lib/concurrently'
import { newId, type AccountId } from '@/lib/ids'
import { fromStored } from '@/lib/invoices/close/bodies'
import { toBill } from '@/lib/invoices/lines'
import { findInvoice, getUsageSums, listLines, type InvoiceRow } from '@/lib/invoices/queries'
import {
  compareWithLedger,
  compareWithStripe,
  nanos,
  type Difference,
} from '@/lib/invoices/reconcile/compare'
import { listAccountsOnRecord, listPeriodsToReconcile } from '@/lib/invoices/reconcile/queries'
import type { AccountCheck, PeriodCheck } from '@/lib/invoices/reconcile/report'
import type { Logger } from '@/lib/log'
import { formatPeriod, type Period } from '@/lib/period'
import { readInvoicesFor } from '@/lib/stripe/invoices'
import { checkLedger, type LedgerCheck } from '@/lib/usage/ledger/queries'

export interface ReconcileDeps extends StripeDeps {
  /** Accounts compared at the same time, 4 by default. */
  readonly width?: number
}

const PAGE = 500
const KEPT_DIFFERENCES = 100

/**
 * Compares, account by account, everything that says what a period cost: events, rollups, shards, the invoice with its lines,
 * and Stripe's invoice, fetched. Before the period is invoiced only the ledger is compared. What was found is kept. `now` is
 * platform time.
 */
export async function reconcilePeriod(deps: ReconcileDeps, period: Period, now: Date): Promise<PeriodCheck> {
  const [row] = await deps.db.select().from(periods).where(eq(periods.period, period))
  const invoiced = row?.invoicedAt != null
  const accounts: AccountCheck[] = []
  for (let after = ''; ;) {
    const page = await listAccountsOnRecord(deps.db, period, after, PAGE)
    await forEachConcurrently(page, deps.width ?? 4, async accountId => {
      accounts.push(await checkAccount(deps, accountId, period, invoiced))
    })
    const last = page.at(-1)
    if (!last || page.length < PAGE) break
    after = last
  }
  accounts.sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
  const check = { period, invoiced, accounts }
  await keep(deps, check, now)
  return check
}

/** Compares every invoiced period that was not compared yet, and says loudly where something differs. */
export async function reconcileInvoiced(deps: ReconcileDeps & { log: Logger }, now: Date): Promise<void> {
  for (const period of await listPeriodsToReconcile(deps.db)) {
    const { accounts } = await reconcilePeriod(deps, period, now)
    const wrong = accounts.filter(({ differences }) => differences.length > 0)
    if (wrong.length === 0) deps.log.info({ period, accounts: accounts.length }, 'the books agree')
    else
      deps.log.error(
        {
          period,
          accounts: wrong.length,
          first: { accountId: wrong[0]?.accountId, ...wrong[0]?.differences[0] },
        },
        `the books of ${formatPeriod(period)} do not agree`,
      )
  }
}

async function checkAccount(
  deps: ReconcileDeps,
  accountId: AccountId,
  period: Period,
  invoiced: boolean,
): Promise<AccountCheck> {
  const ledger = await checkLedger(deps.db, accountId, period)
  const invoice = await findInvoice(deps.db, accountId, period)
  const differences = ledgerDifferences(ledger)
  if (!invoiced) return { accountId, ledger: ledger.costs, invoice: null, stripeCents: null, differences }
  const bill = toBill(await getUsageSums(deps.db, accountId, period))
  const books = invoice && { ...invoice, lines: await listLines(deps.db, accountId, invoice.id) }
  differences.push(...compareWithLedger(ledger.totalNanos, bill, books))
  const remotes = invoice ? await remotesOf(deps, invoice) : []
  if (books) differences.push(...compareWithStripe(books, remotes))
  const stored = remotes.find(remote => remote.invoice.id === invoice?.stripeInvoiceId)
  return {
    accountId,
    ledger: ledger.costs,
    invoice,
    stripeCents: stored?.invoice.totalCents ?? null,
    differences,
  }
}

function ledgerDifferences({ differences }: LedgerCheck): Difference[] {
  return differences.map(({ what, expected, actual }) => {
    const [amount] = what.endsWith('cost') ? nanos(what, expected, actual) : []
    return {
      ...(amount ?? { expected: expected.toString(), actual: actual.toString() }),
      what: `events and ${what}`,
    }
  })
}

async function remotesOf({ stripe }: ReconcileDeps, invoice: InvoiceRow) {
  if (invoice.status === 'nothing_due') return []
  return readInvoicesFor(stripe, fromStored(invoice.requests).create.customer, invoice.id)
}

async function keep(
  { db }: ReconcileDeps,
  { period, invoiced, accounts }: PeriodCheck,
  now: Date,
): Promise<void> {
  const found = accounts.flatMap(({ accountId, differences }) =>
    differences.map(difference => ({ accountId, ...difference })),
  )
  await db.insert(reconciliations).values({
    id: newId('reconciliation', now),
    period,
    at: now,
    invoiced,
    accounts: accounts.length,
    totalNanos: accounts.reduce((sum, { ledger }) => sum + ledger.events, 0n),
    invoicedCents: accounts.reduce((sum, { invoice }) => sum + (invoice?.totalCents ?? 0), 0),
    differences: found.length,
    firstDifferences: found.slice(0, KEPT_DIFFERENCES),
  })
}
