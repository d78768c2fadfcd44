import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { invoiceLines, invoices, stripeLookup } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { ensureCustomer, type StripeDeps } from '@/lib/billing/customers/commands'
import { getPayer } from '@/lib/billing/queries'
import { announce } from '@/lib/control/commands'
import { newId, type AccountId, type InvoiceId } from '@/lib/ids'
import { paymentErrorOf, recordRemote } from '@/lib/invoices/commands'
import { fromStored, toBodies, type RequestBodies } from '@/lib/invoices/close/bodies'
import { chooseExisting, nextStep, type Seen } from '@/lib/invoices/close/step'
import { toBill } from '@/lib/invoices/lines'
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
  readLines,
} from '@/lib/stripe/invoices'

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
  await prepare(deps, accountId, period, now)
  for (let turns = 0; turns < 12 * MAX_ATTEMPTS; turns += 1) {
    const row = await findInvoice(deps.db, accountId, period)
    if (!row) throw new Error(`the bill of ${accountId} for ${period} vanished`)
    if (isOver(row)) return row
    if (row.attempt > MAX_ATTEMPTS) throw new Error(`gave up on ${row.id} after ${MAX_ATTEMPTS} drafts`)
    try {
      if (await advance(deps, row, now)) return (await findInvoice(deps.db, accountId, period)) ?? row
    } catch (error) {
      if (!(error instanceof StoredFailure)) throw error
      await nextAttempt(deps, row, now, row.stripeInvoiceId)
    }
  }
  throw new Error(`the bill of ${accountId} for ${period} does not come to an end`)
}

/** Whether Stripe has nothing more to be asked: what happens to the invoice from now on, webhooks tell. */
function isOver({ status, attemptedPayment }: InvoiceRow): boolean {
  return status !== 'preparing' && status !== 'draft' && (status !== 'open' || attemptedPayment)
}

/** Stores the bill and the bodies of all calls before the first of them. An existing one is left as it is. */
async function prepare(deps: StripeDeps, accountId: AccountId, period: Period, now: Date): Promise<void> {
  if (await findInvoice(deps.db, accountId, period)) return
  const bill = toBill(await getUsageSums(deps.db, accountId, period))
  const id = newId('invoice', now)
  const due = bill.totalCents > 0
  const customerId = due ? await customerOf(deps, accountId) : ''
  const bodies = due ? toBodies({ accountId, invoiceId: id, period, customerId, lines: bill.lines }) : null
  await deps.db.transaction(async tx => {
    const inserted = await tx
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
      .returning({ id: invoices.id })
    if (inserted.length === 0) return
    const lines = bill.lines.map(line => ({ accountId, invoiceId: id, ...line }))
    if (lines.length > 0) await tx.insert(invoiceLines).values(lines)
  })
}

/** The customer as stored: whether it still exists, creating the draft will tell. */
async function customerOf(deps: StripeDeps, accountId: AccountId): Promise<string> {
  return (await getPayer(deps.db, accountId)).customerId ?? ensureCustomer(deps, accountId)
}

/** Does one step. Returns whether the bill came to its end with it. */
async function advance(deps: StripeDeps, row: InvoiceRow, now: Date): Promise<boolean> {
  const { stripe } = deps
  const bodies = fromStored(row.requests)
  const seen = row.stripeInvoiceId ? await look(deps, row.stripeInvoiceId) : null
  const step = nextStep(
    {
      stripeInvoiceId: row.stripeInvoiceId,
      paymentRefused: row.attemptedPayment,
      totalCents: row.totalCents,
      lineCents: bodies.lines.map(({ amount }) => amount),
    },
    seen,
  )
  const id = row.stripeInvoiceId ?? ''
  switch (step) {
    case 'begin':
      await begin(deps, row, bodies, now)
      return false
    case 'start_over':
      await nextAttempt(deps, row, now, null)
      return false
    case 'discard':
      await deleteDraft(stripe, id)
      await nextAttempt(deps, row, now, null)
      return false
    case 'add_lines':
      await addLines(stripe, id, bodies.lines, keyOf(row, 'lines'))
      return false
    case 'finalize':
      await finalize(stripe, id, keyOf(row, 'finalize'))
      return false
    case 'pay':
      await record(deps, row, await pay(stripe, id, keyOf(row, 'pay')), now)
      return true
    case 'done':
      await record(deps, row, null, now)
      return true
    default:
      return never(step)
  }
}

async function look({ stripe }: StripeDeps, id: string): Promise<Seen | null> {
  const invoice = await getInvoice(stripe, id)
  if (!invoice) return null
  return { invoice, lines: invoice.status === 'draft' ? await readLines(stripe, id) : [] }
}

/** Takes up what Stripe already has for this bill, else creates the draft; either way its id is stored before anything else. */
async function begin(deps: StripeDeps, row: InvoiceRow, bodies: RequestBodies, now: Date): Promise<void> {
  const { stripe } = deps
  const { adopt, discard } = chooseExisting(await listInvoicesFor(stripe, bodies.create.customer, row.id))
  for (const { id } of discard) await deleteDraft(stripe, id)
  if (adopt) return storeStripeId(deps, row, adopt.id, now)
  try {
    const created = await createDraft(stripe, bodies.create, keyOf(row, 'create'))
    await storeStripeId(deps, row, created.id, now)
  } catch (error) {
    if (!isMissing(error)) throw error
    await replaceCustomer(deps, row, now)
  }
}

async function storeStripeId(
  { db }: StripeDeps,
  row: InvoiceRow,
  stripeId: string,
  now: Date,
): Promise<void> {
  const { accountId } = row
  await db.transaction(async tx => {
    await tx.insert(stripeLookup).values({ stripeId, kind: 'invoice', accountId }).onConflictDoNothing()
    await tx
      .update(invoices)
      .set({ stripeInvoiceId: stripeId, status: 'draft', updatedAt: now })
      .where(
        and(
          sameInvoice(row.accountId as AccountId, row.id),
          eq(invoices.attempt, row.attempt),
          isNull(invoices.stripeInvoiceId),
        ),
      )
  })
}

/** The customer was deleted in Stripe: the bill goes to the account's new one, which keeps the debt and has no card. */
async function replaceCustomer(deps: StripeDeps, row: InvoiceRow, now: Date): Promise<void> {
  const accountId = row.accountId as AccountId
  const customerId = await ensureCustomer(deps, accountId)
  const lines = await listLines(deps.db, accountId, row.id)
  const bodies = toBodies({
    accountId,
    invoiceId: row.id as InvoiceId,
    period: row.period as Period,
    customerId,
    lines,
  })
  await deps.db
    .update(invoices)
    .set({ requests: { ...bodies } })
    .where(and(sameInvoice(accountId, row.id), eq(invoices.attempt, row.attempt)))
  await nextAttempt(deps, row, now, null)
}

/** Goes on under new idempotency keys, unless another closer already has. */
async function nextAttempt(
  { db }: StripeDeps,
  row: InvoiceRow,
  now: Date,
  stripeInvoiceId: string | null,
): Promise<void> {
  await db
    .update(invoices)
    .set({
      attempt: sql`${invoices.attempt} + 1`,
      stripeInvoiceId,
      status: stripeInvoiceId ? row.status : 'preparing',
      updatedAt: now,
    })
    .where(and(sameInvoice(row.accountId as AccountId, row.id), eq(invoices.attempt, row.attempt)))
}

/** Writes down how it ended in Stripe. `refusal` is why paying was refused, null where it was not. */
async function record(deps: StripeDeps, row: InvoiceRow, refusal: string | null, now: Date): Promise<void> {
  const remote = await getInvoice(deps.stripe, row.stripeInvoiceId ?? '')
  if (!remote) throw new Error(`issued invoice ${row.stripeInvoiceId} is not there`)
  const reason = refusal ?? (await paymentErrorOf(deps.stripe, remote))
  const epoch = await deps.db.transaction(async tx => {
    if (row.issuedAt === null) await auditIssue(tx, row, now)
    if (refusal !== null)
      await tx
        .update(invoices)
        .set({ attemptedPayment: true })
        .where(sameInvoice(row.accountId as AccountId, row.id))
    return recordRemote(tx, row, remote, reason, now)
  })
  if (epoch !== null) await announce(deps.db, epoch)
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
