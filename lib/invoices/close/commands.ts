import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { invoiceLines, invoices, stripeLookup } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { ensureCustomer, type StripeDeps } from '@/lib/billing/customers/commands'
import { getPayer } from '@/lib/billing/queries'
import { announce } from '@/lib/control/commands'
import { newId, type AccountId, type InvoiceId } from '@/lib/ids'
import { newsOf, recordRemote } from '@/lib/invoices/commands'
import { fromStored, toBodies, type RequestBodies } from '@/lib/invoices/close/bodies'
import { chooseExisting, nextStep, type Seen } from '@/lib/invoices/close/step'
import { toBill } from '@/lib/invoices/lines'
import { noNews, type RemoteInvoice } from '@/lib/invoices/remote'
import { findInvoice, getUsageSums, listLines, sameInvoice, type InvoiceRow } from '@/lib/invoices/queries'
import type { Period } from '@/lib/period'
import { never } from '@/lib/result'
import { isMissing, StoredFailure } from '@/lib/stripe/calls'
import {
  addLines,
  createDraft,
  deleteDraft,
  finalize,
  getInvoice,
  listInvoicesFor,
  pay,
  readInvoice,
} from '@/lib/stripe/invoices'
import type { PaymentFailure } from '@/lib/stripe/payments'

/** More drafts than this for one bill mean that something is wrong which trying again does not mend. */
const MAX_ATTEMPTS = 10

/**
 * Takes one account's bill of a closed period to its end: issued and tried to collect, or nothing due. Every step is decided
 * from what is stored and what Stripe holds, so it may stop anywhere and be run again, even by two at once.
 */
export async function billAccount(
  deps: StripeDeps,
  accountId: AccountId,
  period: Period,
  now: Date,
): Promise<InvoiceRow> {
  let at: Position = await prepare(deps, accountId, period, now)
  for (let turns = 0; turns < 12 * MAX_ATTEMPTS; turns += 1) {
    const { row } = at
    if (isOver(row)) return row
    if (row.attempt > MAX_ATTEMPTS) throw new Error(`gave up on ${row.id} after ${MAX_ATTEMPTS} drafts`)
    try {
      at = await advance(deps, at, now)
    } catch (error) {
      if (!(error instanceof StoredFailure)) throw error
      at = await nextAttempt(deps, row, now, row.stripeInvoiceId)
    }
  }
  throw new Error(`the bill of ${accountId} for ${period} does not come to an end`)
}

/** How far a bill is: our row, and what Stripe's last answer said of the invoice. Without such an answer, Stripe is asked first. */
interface Position {
  readonly row: InvoiceRow
  readonly seen?: Seen
  /** This run made the row: Stripe cannot have an invoice of it yet. */
  readonly isNew?: boolean
}

/** Whether Stripe has nothing more to be asked: what happens to the invoice from now on, webhooks tell. */
function isOver({ status, attemptedPayment }: InvoiceRow): boolean {
  return status !== 'preparing' && status !== 'draft' && (status !== 'open' || attemptedPayment)
}

/** Stores the bill and the bodies of all calls before the first of them. An existing one is left as it is. */
async function prepare(deps: StripeDeps, accountId: AccountId, period: Period, now: Date): Promise<Position> {
  const existing = await findInvoice(deps.db, accountId, period)
  if (existing) return { row: existing }
  const bill = toBill(await getUsageSums(deps.db, accountId, period))
  const id = newId('invoice', now)
  const due = bill.totalCents > 0
  const bodies = due
    ? toBodies({ accountId, invoiceId: id, period, lines: bill.lines, ...(await payerOf(deps, accountId)) })
    : null
  const row = await deps.db.transaction(async tx => {
    const [inserted] = await tx
      .insert(invoices)
      .values({
        accountId,
        id,
        period,
        status: due ? 'preparing' : 'nothing_due',
        attempt: 1,
        totalNanos: bill.totalNanos,
        totalCents: bill.totalCents,
        requests: bodies ? { ...bodies } : {},
        createdAt: now,
        updatedAt: now,
      })
      .onConflictDoNothing({ target: [invoices.accountId, invoices.period] })
      .returning()
    const lines = bill.lines.map(line => ({ accountId, invoiceId: id, ...line }))
    if (inserted && lines.length > 0) await tx.insert(invoiceLines).values(lines)
    return inserted
  })
  return row ? { row, isNew: true } : reread(deps, accountId, period)
}

async function reread({ db }: StripeDeps, accountId: string, period: string): Promise<Position> {
  const row = await findInvoice(db, accountId as AccountId, period as Period)
  if (!row) throw new Error(`the bill of ${accountId} for ${period} vanished`)
  return { row }
}

/** The customer as stored: whether it still exists, creating the draft will tell. */
async function payerOf(deps: StripeDeps, accountId: AccountId) {
  const { customerId, details } = await getPayer(deps.db, accountId)
  return { customerId: customerId ?? (await ensureCustomer(deps, accountId)), poNumber: details.poNumber }
}

/** Does one step; says where the bill stands after it. */
async function advance(deps: StripeDeps, at: Position, now: Date): Promise<Position> {
  const { stripe } = deps
  const { row } = at
  const bodies = fromStored(row.requests)
  const id = row.stripeInvoiceId ?? ''
  const seen = at.seen ?? (row.stripeInvoiceId ? await readInvoice(stripe, id) : null)
  const step = nextStep(
    {
      stripeInvoiceId: row.stripeInvoiceId,
      paymentRefused: row.attemptedPayment,
      totalCents: row.totalCents,
      lineCents: bodies.lines.map(({ amount }) => amount),
    },
    seen,
  )
  switch (step) {
    case 'begin':
      return begin(deps, at, bodies, now)
    case 'start_over':
      return nextAttempt(deps, row, now, null)
    case 'discard':
      await deleteDraft(stripe, id)
      return nextAttempt(deps, row, now, null)
    case 'add_lines':
      return { row, seen: await addLines(stripe, id, bodies.lines, keyOf(row, 'lines')) }
    case 'finalize':
      return { row, seen: { invoice: await finalize(stripe, id, keyOf(row, 'finalize')), lines: [] } }
    case 'pay': {
      const outcome = await pay(stripe, id, keyOf(row, 'pay'))
      return 'paid' in outcome
        ? record(deps, row, outcome.paid, null, now)
        : record(deps, row, null, outcome.failure, now)
    }
    case 'done':
      return record(deps, row, seen?.invoice ?? null, null, now)
    default:
      return never(step)
  }
}

/** Takes up what Stripe already has for this bill, else creates the draft; either way its id is stored before anything else. */
async function begin(
  deps: StripeDeps,
  { row, isNew }: Position,
  bodies: RequestBodies,
  now: Date,
): Promise<Position> {
  const { stripe } = deps
  const found = isNew ? [] : await listInvoicesFor(stripe, bodies.create.customer, row.id)
  const { adopt, discard } = chooseExisting(found)
  for (const { id } of discard) await deleteDraft(stripe, id)
  if (adopt) return storeStripeId(deps, row, adopt.id, now)
  try {
    const created = await createDraft(stripe, bodies.create, keyOf(row, 'create'))
    const at = await storeStripeId(deps, row, created.id, now)
    return at.row.stripeInvoiceId === created.id ? { ...at, seen: { invoice: created, lines: [] } } : at
  } catch (error) {
    if (!isMissing(error)) throw error
    return replaceCustomer(deps, row, now)
  }
}

async function storeStripeId(
  { db, stripe }: StripeDeps,
  row: InvoiceRow,
  stripeId: string,
  now: Date,
): Promise<Position> {
  const { accountId } = row
  const stored = await db.transaction(async tx => {
    await tx.insert(stripeLookup).values({ stripeId, kind: 'invoice', accountId }).onConflictDoNothing()
    const [updated] = await tx
      .update(invoices)
      .set({ stripeInvoiceId: stripeId, status: 'draft', updatedAt: now })
      .where(
        and(
          sameInvoice(row.accountId as AccountId, row.id),
          eq(invoices.attempt, row.attempt),
          isNull(invoices.stripeInvoiceId),
        ),
      )
      .returning()
    return updated
  })
  return stored ? { row: stored } : reread({ db, stripe }, accountId, row.period)
}

/** The customer was deleted in Stripe: the bill goes to the account's new one, which keeps the debt and has no card. */
async function replaceCustomer(deps: StripeDeps, row: InvoiceRow, now: Date): Promise<Position> {
  const accountId = row.accountId as AccountId
  const customerId = await ensureCustomer(deps, accountId)
  const { details } = await getPayer(deps.db, accountId)
  const lines = await listLines(deps.db, accountId, row.id)
  const bodies = toBodies({
    accountId,
    invoiceId: row.id as InvoiceId,
    period: row.period as Period,
    customerId,
    poNumber: details.poNumber,
    lines,
  })
  await deps.db
    .update(invoices)
    .set({ requests: { ...bodies } })
    .where(and(sameInvoice(accountId, row.id), eq(invoices.attempt, row.attempt)))
  return nextAttempt(deps, row, now, null)
}

/** Goes on under new idempotency keys, unless another closer already has. */
async function nextAttempt(
  deps: StripeDeps,
  row: InvoiceRow,
  now: Date,
  stripeInvoiceId: string | null,
): Promise<Position> {
  await deps.db
    .update(invoices)
    .set({
      attempt: sql`${invoices.attempt} + 1`,
      stripeInvoiceId,
      status: stripeInvoiceId ? row.status : 'preparing',
      updatedAt: now,
    })
    .where(and(sameInvoice(row.accountId as AccountId, row.id), eq(invoices.attempt, row.attempt)))
  return reread(deps, row.accountId, row.period)
}

/**
 * Writes down how it ended in Stripe: `answered` is Stripe's last answer, null where the invoice is to be fetched. `refusal` is why
 * paying was refused, null where it was not.
 */
async function record(
  deps: StripeDeps,
  row: InvoiceRow,
  answered: RemoteInvoice | null,
  refusal: PaymentFailure | null,
  now: Date,
): Promise<Position> {
  const remote = answered ?? (await getInvoice(deps.stripe, row.stripeInvoiceId ?? ''))
  if (!remote) throw new Error(`issued invoice ${row.stripeInvoiceId} is not there`)
  const news = refusal ? { ...noNews, failure: refusal } : await newsOf(deps.stripe, remote)
  const epoch = await deps.db.transaction(async tx => {
    if (row.issuedAt === null) await auditIssue(tx, row, now)
    if (refusal !== null)
      await tx
        .update(invoices)
        .set({ attemptedPayment: true })
        .where(sameInvoice(row.accountId as AccountId, row.id))
    return recordRemote(tx, row, remote, news, now)
  })
  if (epoch !== null) await announce(deps.db, epoch)
  return reread(deps, row.accountId, row.period)
}

async function auditIssue(tx: Tx, row: InvoiceRow, now: Date): Promise<void> {
  await recordAudit(
    tx,
    { accountId: row.accountId as AccountId, actorUserId: null, now },
    'invoice.issued',
    row.id,
    { period: row.period, total_cents: row.totalCents },
  )
}

function keyOf(row: InvoiceRow, step: 'create' | 'lines' | 'finalize' | 'pay'): string {
  return `${row.id}:${row.attempt}:${step}`
}
