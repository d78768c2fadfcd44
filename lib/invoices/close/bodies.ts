import { z } from 'zod'
import { PO_FIELD } from '@/lib/billing/details/details'
import { formatCount } from '@/lib/format'
import type { AccountId, InvoiceId } from '@/lib/ids'
import { notChargedNanos, type InvoiceLine } from '@/lib/invoices/lines'
import type { DraftBody, LineBody } from '@/lib/invoices/remote'
import { formatPerMillionTokens, formatUsdExact } from '@/lib/money'
import { endOf, formatPeriod, startOf, type Period } from '@/lib/period'

/** The exact bodies of a bill's calls to Stripe. They are stored before the first call, and a resumed close sends the same. */
export interface RequestBodies {
  readonly create: DraftBody
  readonly lines: readonly LineBody[]
}

export interface BillToSend {
  readonly accountId: AccountId
  readonly invoiceId: InvoiceId
  readonly period: Period
  readonly customerId: string
  /** The customer's own order number, printed on the invoice. */
  readonly poNumber: string | null
  readonly lines: readonly InvoiceLine[]
}

export function toBodies(bill: BillToSend): RequestBodies {
  const { accountId, invoiceId, period, customerId, poNumber, lines } = bill
  // Stripe prints both ends as days: the last second keeps the end within the month.
  const span = { start: startOf(period).getTime() / 1000, end: endOf(period).getTime() / 1000 - 1 }
  return {
    create: {
      customer: customerId,
      description: `Usage of the Serika.dev Customer API in ${formatPeriod(period)} (UTC), account ${accountId}`,
      metadata: { account_id: accountId, period, invoice_id: invoiceId },
      ...(poNumber === null ? {} : { custom_fields: [{ name: PO_FIELD, value: poNumber }] }),
    },
    lines: lines.map(line => ({
      amount: line.cents,
      description: describe(line),
      period: span,
      metadata: { line_no: String(line.lineNo) },
    })),
  }
}

/** `$1.00 per 1M tokens`, `$0.03 per image`: all the decimals of the price list. */
export function formatRate({ direction, rateNanos }: Pick<InvoiceLine, 'direction' | 'rateNanos'>): string {
  if (direction === 'image') return `${formatUsdExact(rateNanos)} per image`
  return direction === 'other' ? '' : `${formatPerMillionTokens(rateNanos)} per 1M tokens`
}

function describe(line: InvoiceLine): string {
  if (line.direction === 'other') return line.description
  const saved = notChargedNanos(line)
  const less = saved === 0n ? '' : `, less ${formatUsdExact(saved)} not charged`
  return `${line.description}: ${formatCount(line.quantity)} at ${formatRate(line)}${less}`
}

const draftSchema = z.object({
  customer: z.string(),
  description: z.string(),
  metadata: z.record(z.string(), z.string()),
  custom_fields: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
})
const lineSchema = z.object({
  amount: z.int(),
  description: z.string(),
  period: z.object({ start: z.int(), end: z.int() }),
  metadata: z.object({ line_no: z.string() }),
})
const bodiesSchema = z.object({ create: draftSchema, lines: z.array(lineSchema) })

/** From the stored column; throws where it holds anything else. */
export function fromStored(stored: unknown): RequestBodies {
  return bodiesSchema.parse(stored)
}
