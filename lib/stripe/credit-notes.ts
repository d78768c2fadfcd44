import type Stripe from 'stripe'
import { call, find, idOf, isRefusal, toInstant } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
import { err, ok, type Result } from '@/lib/result'

/** The exact body of the call that issues a credit note, as it is stored before it is sent. */
export interface CreditNoteBody {
  readonly invoice: string
  /** Cents. */
  readonly amount: number
  /** Of `amount`: back to the card. */
  readonly refund_amount?: number
  /** Of `amount`: to the customer's balance. */
  readonly credit_amount?: number
  readonly reason: 'duplicate' | 'fraudulent' | 'order_change' | 'product_unsatisfactory'
  readonly memo: string
  readonly metadata: Readonly<Record<string, string>>
}

export interface RemoteCreditNote {
  readonly id: string
  readonly number: string
  readonly status: 'issued' | 'void'
  readonly pdfUrl: string
  readonly issuedAt: Date
  readonly stripeInvoiceId: string
  readonly metadata: Readonly<Record<string, string>>
}

/** Issues a credit note. A refusal is an outcome, with Stripe's words. */
export async function createCreditNote(
  stripe: StripeClient,
  body: CreditNoteBody,
  key: string,
): Promise<Result<RemoteCreditNote, 'refused'>> {
  try {
    const params = { ...body, metadata: { ...body.metadata } }
    return ok(toRemote(await call(() => stripe.creditNotes.create(params, { idempotencyKey: key }))))
  } catch (error) {
    if (!isRefusal(error)) throw error
    return err('refused', error.message)
  }
}

export async function getCreditNote(stripe: StripeClient, id: string): Promise<RemoteCreditNote | null> {
  const note = await find(() => stripe.creditNotes.retrieve(id))
  return note && toRemote(note)
}

/** Every credit note of an invoice, newest first. */
export async function listCreditNotes(
  stripe: StripeClient,
  stripeInvoiceId: string,
): Promise<RemoteCreditNote[]> {
  const notes = await call(() =>
    stripe.creditNotes.list({ invoice: stripeInvoiceId, limit: 100 }).autoPagingToArray({ limit: 1_000 }),
  )
  return notes.map(toRemote)
}

function toRemote(note: Stripe.CreditNote): RemoteCreditNote {
  return {
    id: note.id,
    number: note.number,
    status: note.status === 'void' ? 'void' : 'issued',
    pdfUrl: note.pdf,
    issuedAt: toInstant(note.created),
    stripeInvoiceId: idOf(note.invoice) ?? '',
    metadata: note.metadata ?? {},
  }
}
