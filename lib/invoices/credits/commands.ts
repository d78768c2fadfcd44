import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/client'
import { creditNotes, invoices } from '@/db/schema'
import { recordAudit, type AuditActor } from '@/lib/accounts/audit/commands'
import { refreshCustomer, type StripeDeps } from '@/lib/billing/customers/commands'
import { findAccountOf } from '@/lib/billing/queries'
import { announce } from '@/lib/control/commands'
import { newId, type AccountId, type CreditId, type UserId } from '@/lib/ids'
import { syncInvoice } from '@/lib/invoices/commands'
import { toTarget, type CreditRefusal, type CreditTarget } from '@/lib/invoices/credits/credit'
import { findCredit, listUnfinishedCredits, type CreditRow } from '@/lib/invoices/credits/queries'
import { sameInvoice } from '@/lib/invoices/queries'
import { err, ok, type Result } from '@/lib/result'
import { StoredFailure } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
import {
  createCreditNote,
  getCreditNote,
  listCreditNotes,
  type CreditNoteBody,
  type RemoteCreditNote,
} from '@/lib/stripe/credit-notes'

export interface CreditInput {
  /** Minted by whoever asks: asking again with the same id is asking once. */
  readonly id?: CreditId
  readonly invoiceId: string
  readonly amountCents: number
  /** Where the money of a paid invoice goes; of an open one less is due, whatever this says. */
  readonly to: 'balance' | 'refund'
  readonly reason: CreditNoteBody['reason']
  /** For the customer, printed on the credit note. */
  readonly memo: string
}

type Operator = AuditActor & { readonly actorUserId: UserId }

/**
 * Gives back part of an issued invoice, or all of it, with a credit note. For operators. The row and the body of the call exist
 * before Stripe is asked, so a credit that breaks off is finished by the worker, once. Issued invoices never change: what was
 * given back stands beside them.
 */
export async function creditInvoice(
  deps: StripeDeps,
  operator: Operator,
  input: CreditInput,
): Promise<Result<CreditRow, CreditRefusal | 'unknown_invoice' | 'refused'>> {
  const prepared = await deps.db.transaction(tx => prepare(tx, operator, input))
  return prepared.ok ? finishCredit(deps, operator.accountId, prepared.value, operator.now) : prepared
}

/**
 * Finishes credits that broke off before `now` less a minute, each once. Returns how many there were. One that fails again keeps
 * none of the others; the first such failure is thrown when all were tried.
 */
export async function finishCredits(deps: StripeDeps, now: Date): Promise<number> {
  const unfinished = await listUnfinishedCredits(deps.db, new Date(now.getTime() - 60_000))
  const failures: unknown[] = []
  for (const { accountId, id } of unfinished)
    await finishCredit(deps, accountId as AccountId, id, now).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
  return unfinished.length
}

async function prepare(
  tx: Tx,
  { accountId, actorUserId, now }: Operator,
  input: CreditInput,
): Promise<Result<string, CreditRefusal | 'unknown_invoice'>> {
  const [invoice] = await tx
    .select()
    .from(invoices)
    .where(sameInvoice(accountId, input.invoiceId))
    .for('update')
  if (!invoice?.stripeInvoiceId) return err('unknown_invoice', 'There is no such invoice.')
  const id = input.id ?? newId('credit', now)
  const earlier = await tx
    .select()
    .from(creditNotes)
    .where(and(eq(creditNotes.accountId, accountId), eq(creditNotes.invoiceId, invoice.id)))
  if (earlier.some(credit => credit.id === id)) return ok(id)
  const pending = earlier.filter(({ status }) => status === 'preparing')
  const sum = (credits: readonly CreditRow[]) =>
    credits.reduce((cents, { amountCents }) => cents + amountCents, 0)
  const pendingRefundCents = sum(pending.filter(({ to }) => to === 'refund'))
  const creditedElsewhereCents = sum(
    earlier.filter(({ status, to }) => status === 'issued' && to !== 'refund'),
  )
  const { amountCents, reason, memo } = input
  const target = toTarget(
    { ...invoice, creditedElsewhereCents, pendingCents: sum(pending), pendingRefundCents },
    amountCents,
    input.to,
  )
  if (!target.ok) return target
  const to = target.value
  const request = { ...toBody(invoice.stripeInvoiceId, id, to, input) }
  await tx.insert(creditNotes).values({
    accountId,
    id,
    invoiceId: invoice.id,
    amountCents,
    to,
    reason,
    memo,
    status: 'preparing',
    request,
    requestedBy: actorUserId,
    createdAt: now,
  })
  await recordAudit(tx, { accountId, actorUserId, now }, 'invoice.credited', invoice.id, {
    credit: id,
    amount_cents: amountCents,
    to,
    reason,
  })
  return ok(id)
}

function toBody(
  invoice: string,
  id: string,
  to: CreditTarget,
  { amountCents, reason, memo }: CreditInput,
): CreditNoteBody {
  return {
    invoice,
    amount: amountCents,
    ...(to === 'refund' ? { refund_amount: amountCents } : {}),
    ...(to === 'balance' ? { credit_amount: amountCents } : {}),
    reason,
    memo,
    metadata: { credit_id: id },
  }
}

/** Takes a credit to its end, wherever it is: finds the credit note that Stripe has of it, else issues it. */
async function finishCredit(
  deps: StripeDeps,
  accountId: AccountId,
  id: string,
  now: Date,
): Promise<Result<CreditRow, 'refused'>> {
  const before = await findCredit(deps.db, accountId, id)
  if (before?.credit.status === 'preparing') {
    const issued = await issue(deps.stripe, fromStored(before.credit.request), id)
    const epoch = await deps.db.transaction(async tx => {
      if (issued.ok) return applyCreditNote(tx, deps.stripe, accountId, issued.value, now)
      await setStatus(tx, accountId, id, { status: 'refused' })
      return null
    })
    if (epoch !== null) await announce(deps.db, epoch)
    if (!issued.ok) return issued
  }
  const after = await findCredit(deps.db, accountId, id)
  if (!after) throw new Error(`the credit ${id} of ${accountId} vanished`)
  return ok(after.credit)
}

/** A failure that Stripe only repeats under its key is looked behind, and gone around under another. */
async function issue(
  stripe: StripeClient,
  body: CreditNoteBody,
  id: string,
): Promise<Result<RemoteCreditNote, 'refused'>> {
  for (let attempt = 1; ; attempt += 1) {
    const existing = (await listCreditNotes(stripe, body.invoice)).find(
      note => note.metadata.credit_id === id,
    )
    if (existing) return ok(existing)
    try {
      return await createCreditNote(stripe, body, `${id}:${attempt}`)
    } catch (error) {
      if (!(error instanceof StoredFailure) || attempt === 5) throw error
    }
  }
}

/**
 * Brings what we have of a credit note to what Stripe says, in the caller's transaction. Returns Stripe's id of its invoice, which
 * is to be looked at anew; null where that is none of ours.
 */
export async function syncCreditNote(
  tx: Tx,
  stripe: StripeClient,
  creditNoteId: string,
): Promise<string | null> {
  const note = await getCreditNote(stripe, creditNoteId)
  const accountId = note && (await findAccountOf(tx, note.stripeInvoiceId))
  if (!note || !accountId) return null
  await recordNote(tx, accountId, note)
  return note.stripeInvoiceId
}

async function applyCreditNote(
  tx: Tx,
  stripe: StripeClient,
  accountId: AccountId,
  note: RemoteCreditNote,
  now: Date,
): Promise<number | null> {
  await recordNote(tx, accountId, note)
  const ofInvoice = await syncInvoice(tx, stripe, note.stripeInvoiceId, now, { withRefunds: true })
  // The balance that it went to is the customer's.
  return (await refreshCustomer(tx, stripe, accountId, now)) ?? ofInvoice
}

/** One that was made at Stripe by hand has no row of ours: the invoice tells of it all the same. A void note stays void. */
async function recordNote(tx: Tx, accountId: AccountId, note: RemoteCreditNote): Promise<void> {
  const { id: stripeCreditNoteId, number, pdfUrl, status, issuedAt } = note
  await setStatus(tx, accountId, note.metadata.credit_id ?? '', {
    status,
    stripeCreditNoteId,
    number,
    pdfUrl,
    issuedAt,
  })
}

/** From which a credit comes to a status: what is void or refused stays so, and what was issued was not refused. */
const statusesBefore: Readonly<Record<CreditRow['status'], CreditRow['status'][]>> = {
  preparing: [],
  issued: ['preparing', 'issued'],
  refused: ['preparing'],
  void: ['preparing', 'issued', 'void'],
}

async function setStatus(
  tx: Tx,
  accountId: AccountId,
  id: string,
  values: Partial<CreditRow> & Pick<CreditRow, 'status'>,
): Promise<void> {
  await tx
    .update(creditNotes)
    .set(values)
    .where(
      and(
        eq(creditNotes.accountId, accountId),
        eq(creditNotes.id, id),
        inArray(creditNotes.status, statusesBefore[values.status]),
      ),
    )
}

const bodySchema = z.object({
  invoice: z.string(),
  amount: z.int(),
  refund_amount: z.int().optional(),
  credit_amount: z.int().optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']),
  memo: z.string(),
  metadata: z.record(z.string(), z.string()),
})

function fromStored(stored: unknown): CreditNoteBody {
  const { refund_amount, credit_amount, ...body } = bodySchema.parse(stored)
  return {
    ...body,
    ...(refund_amount === undefined ? {} : { refund_amount }),
    ...(credit_amount === undefined ? {} : { credit_amount }),
  }
}
