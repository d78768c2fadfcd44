import type Stripe from 'stripe'
import { toBilledTo } from '@/lib/stripe/billed-to'
import { call, find, idOf, isMissing, isRefusal, toInstant } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
import { toDeclineReason } from '@/lib/stripe/declines'
import type { PaymentFailure } from '@/lib/stripe/payments'
import type { DraftBody, LineBody, RemoteInvoice, RemoteLine, RemoteStatus } from '@/lib/invoices/remote'

/** Creates a draft that neither collects by itself nor takes up stray items. */
export async function createDraft(
  stripe: StripeClient,
  { custom_fields: fields, ...body }: DraftBody,
  key: string,
): Promise<RemoteInvoice> {
  const created = await call(() =>
    stripe.invoices.create(
      {
        ...body,
        metadata: { ...body.metadata },
        ...(fields ? { custom_fields: [...fields] } : {}),
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

/** An invoice with all its lines, as Stripe has it. */
export interface FullInvoice {
  readonly invoice: RemoteInvoice
  readonly lines: readonly RemoteLine[]
}

/** Adds lines to a draft, and reads back all that it then holds. */
export async function addLines(
  stripe: StripeClient,
  id: string,
  lines: readonly LineBody[],
  key: string,
): Promise<FullInvoice> {
  const params = { lines: lines.map(line => ({ ...line })) }
  return toFull(stripe, await call(() => stripe.invoices.addLines(id, params, { idempotencyKey: key })))
}

/** Numbers the invoice and opens it for collection; Stripe goes on trying by itself from here. */
export async function finalize(stripe: StripeClient, id: string, key: string): Promise<RemoteInvoice> {
  return toRemote(
    await call(() => stripe.invoices.finalizeInvoice(id, { auto_advance: true }, { idempotencyKey: key })),
  )
}

/** Charges the customer's default card now. A refusal is an outcome: why, as a sentence. */
export async function pay(
  stripe: StripeClient,
  id: string,
  key: string,
): Promise<{ readonly paid: RemoteInvoice } | { readonly failure: PaymentFailure }> {
  try {
    const paid = await call(() => stripe.invoices.pay(id, { off_session: true }, { idempotencyKey: key }))
    return { paid: toRemote(paid) }
  } catch (error) {
    if (!isRefusal(error)) throw error
    const declined = error.type === 'StripeCardError'
    const code = declined ? (error.decline_code ?? error.code) : 'no_payment_method'
    const needsAuthentication = code === 'authentication_required'
    return { failure: { reason: toDeclineReason(code), needsAuthentication } }
  }
}

/** Deletes a draft; one that is gone already is deleted. */
export async function deleteDraft(stripe: StripeClient, id: string): Promise<void> {
  await call(() => stripe.invoices.del(id)).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
}

/** The invoice as it stands with all its lines; null where Stripe has none of that id (a deleted draft). */
export async function readInvoice(stripe: StripeClient, id: string): Promise<FullInvoice | null> {
  const invoice = await find(() => stripe.invoices.retrieve(id))
  return invoice && toFull(stripe, invoice)
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
  return (await listOf(stripe, customerId, invoiceId)).map(toRemote)
}

/** As `listInvoicesFor`, each with all its lines. */
export async function readInvoicesFor(
  stripe: StripeClient,
  customerId: string,
  invoiceId: string,
): Promise<FullInvoice[]> {
  const read: FullInvoice[] = []
  for (const invoice of await listOf(stripe, customerId, invoiceId)) read.push(await toFull(stripe, invoice))
  return read
}

async function listOf(
  stripe: StripeClient,
  customerId: string,
  invoiceId: string,
): Promise<Stripe.Invoice[]> {
  const all = await find(() =>
    stripe.invoices.list({ customer: customerId, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
  )
  return (all ?? []).filter(invoice => invoice.metadata?.invoice_id === invoiceId).reverse()
}

/** An invoice carries its first lines; the others have to be asked for. */
async function toFull(stripe: StripeClient, invoice: Stripe.Invoice): Promise<FullInvoice> {
  const { has_more, data } = invoice.lines
  const lines = has_more
    ? await call(() =>
        stripe.invoices.listLineItems(invoice.id, { limit: 100 }).autoPagingToArray({ limit: 1_000 }),
      )
    : data
  return { invoice: toRemote(invoice), lines: lines.map(toLine) }
}

function toLine({ metadata, amount }: Stripe.InvoiceLineItem): RemoteLine {
  return { lineNo: toLineNo(metadata.line_no), cents: amount }
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
    creditedDueCents: invoice.pre_payment_credit_notes_amount,
    creditedCents: invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount,
    startingBalanceCents: invoice.starting_balance,
    endingBalanceCents: invoice.ending_balance,
    attempted: invoice.attempted,
    hostedUrl: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
    finalizedAt: toInstant(invoice.status_transitions.finalized_at),
    paidAt: toInstant(invoice.status_transitions.paid_at),
    voidedAt: toInstant(invoice.status_transitions.voided_at),
    uncollectibleAt: toInstant(invoice.status_transitions.marked_uncollectible_at),
    billedTo: toBilledTo(invoice),
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
