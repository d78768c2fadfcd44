import type Stripe from 'stripe'
import { call, find, idOf, isMissing, isRefusal, toInstant } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
import { toDeclineReason } from '@/lib/stripe/declines'
import type { DraftBody, LineBody, RemoteInvoice, RemoteStatus } from '@/lib/invoices/remote'

/** Creates a draft that neither collects by itself nor takes up stray items. */
export async function createDraft(
  stripe: StripeClient,
  body: DraftBody,
  key: string,
): Promise<RemoteInvoice> {
  const created = await call(() =>
    stripe.invoices.create(
      {
        ...body,
        metadata: { ...body.metadata },
        currency: 'usd',
        collection_method: 'charge_automatically',
        auto_advance: false,
        pending_invoice_items_behavior: 'exclude',
      },
      { idempotencyKey: key },
    ),
  )
  return toRemote(created)
}

export async function addLines(
  stripe: StripeClient,
  id: string,
  lines: readonly LineBody[],
  key: string,
): Promise<void> {
  const params = { lines: lines.map(line => ({ ...line })) }
  await call(() => stripe.invoices.addLines(id, params, { idempotencyKey: key }))
}

/** The lines that Stripe holds, as number and cents; a line that is not ours has number null. */
export async function readLines(
  stripe: StripeClient,
  id: string,
): Promise<{ readonly lineNo: number | null; readonly cents: number }[]> {
  const lines = await call(() =>
    stripe.invoices.listLineItems(id, { limit: 100 }).autoPagingToArray({ limit: 1_000 }),
  )
  return lines.map(line => ({ lineNo: toLineNo(line.metadata.line_no), cents: line.amount }))
}

/** Numbers the invoice and opens it for collection; Stripe goes on trying by itself from here. */
export async function finalize(stripe: StripeClient, id: string, key: string): Promise<void> {
  await call(() => stripe.invoices.finalizeInvoice(id, { auto_advance: true }, { idempotencyKey: key }))
}

/** Charges the customer's default card now. A refusal is an outcome: its reason comes back as a sentence, null is success. */
export async function pay(stripe: StripeClient, id: string, key: string): Promise<string | null> {
  try {
    await call(() => stripe.invoices.pay(id, { off_session: true }, { idempotencyKey: key }))
    return null
  } catch (error) {
    if (!isRefusal(error)) throw error
    const declined = error.type === 'StripeCardError'
    return toDeclineReason(declined ? (error.decline_code ?? error.code) : 'no_payment_method')
  }
}

/** Deletes a draft; one that is gone already is deleted. */
export async function deleteDraft(stripe: StripeClient, id: string): Promise<void> {
  await call(() => stripe.invoices.del(id)).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
}

/** The invoice as it stands; null where Stripe has none of that id (a deleted draft). */
export async function getInvoice(stripe: StripeClient, id: string): Promise<RemoteInvoice | null> {
  const invoice = await find(() => stripe.invoices.retrieve(id))
  return invoice && toRemote(invoice)
}

export interface InvoiceLinks {
  readonly hostedUrl: string | null
  readonly pdfUrl: string | null
}

/** Where Stripe shows the invoice now: its addresses expire, those that were stored serve while Stripe cannot be asked. */
export async function getFreshLinks(
  stripe: StripeClient,
  id: string,
  stored: InvoiceLinks,
): Promise<InvoiceLinks> {
  const { hostedUrl, pdfUrl } = (await getInvoice(stripe, id).catch(() => null)) ?? stored
  return { hostedUrl, pdfUrl }
}

/**
 * Every invoice of the customer that carries our invoice's id, oldest first. Lists rather than searches: search may lag by an hour.
 */
export async function listInvoicesFor(
  stripe: StripeClient,
  customerId: string,
  invoiceId: string,
): Promise<RemoteInvoice[]> {
  const found: RemoteInvoice[] = []
  const all = await find(() =>
    stripe.invoices.list({ customer: customerId, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
  )
  for (const invoice of all ?? [])
    if (invoice.metadata?.invoice_id === invoiceId) found.push(toRemote(invoice))
  return found.reverse()
}

/** Why the last attempt to collect failed, as a sentence; null where none failed. */
export async function getPaymentError(stripe: StripeClient, id: string): Promise<string | null> {
  const payments = await call(() =>
    stripe.invoicePayments.list({ invoice: id, limit: 100, expand: ['data.payment.payment_intent'] }),
  )
  for (const { payment } of payments.data) {
    const intent = payment.payment_intent
    if (intent && typeof intent === 'object' && intent.last_payment_error)
      return toDeclineReason(intent.last_payment_error.decline_code ?? intent.last_payment_error.code)
  }
  return null
}

function toRemote(invoice: Stripe.Invoice): RemoteInvoice {
  return {
    id: invoice.id,
    customerId: idOf(invoice.customer),
    status: toStatus(invoice),
    number: invoice.number,
    currency: invoice.currency,
    totalCents: invoice.total,
    amountDueCents: invoice.amount_due,
    amountPaidCents: invoice.amount_paid,
    endingBalanceCents: invoice.ending_balance,
    attempted: invoice.attempted,
    hostedUrl: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
    finalizedAt: toInstant(invoice.status_transitions.finalized_at),
    paidAt: toInstant(invoice.status_transitions.paid_at),
    metadata: invoice.metadata ?? {},
  }
}

const statuses: readonly string[] = [
  'draft',
  'open',
  'paid',
  'uncollectible',
  'void',
] satisfies RemoteStatus[]

function toStatus({ id, status }: Stripe.Invoice): RemoteStatus {
  if (status === null || !isStatus(status)) throw new Error(`invoice ${id} has the unknown status ${status}`)
  return status
}

function isStatus(status: string): status is RemoteStatus {
  return statuses.includes(status)
}

function toLineNo(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null
}
