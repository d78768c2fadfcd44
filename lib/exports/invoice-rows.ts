import { centsFigure, figure, timeCell, usdFigure, type CsvCell } from '@/lib/exports/csv'
import type { InvoiceLine } from '@/lib/invoices/lines'
import { toInvoiceState, type InvoiceFigures } from '@/lib/invoices/status'
import type { Nanos } from '@/lib/money'
import { endOf, startOf, toPeriod } from '@/lib/period'

export interface ExportedInvoice extends InvoiceFigures {
  readonly id: string
  readonly number: string | null
  /** `YYYY-MM`. */
  readonly period: string
  readonly issuedAt: Date | null
  readonly paidAt: Date | null
  readonly totalCents: number
  readonly totalNanos: Nanos
  readonly appliedBalanceCents: number
  readonly creditedCents: number
}

/**
 * `record` is `invoice` or `line`: a line repeats what names its invoice and none of its amounts, so every column of amounts
 * adds up to what it says.
 */
export const invoiceHeader = [
  'record',
  'invoice_id',
  'invoice_number',
  'period_start',
  'period_end',
  'status',
  'issued_at',
  'paid_at',
  'total_usd',
  'metered_usd',
  'carried_in_usd',
  'carried_out_usd',
  'amount_due_usd',
  'amount_received_usd',
  'credited_usd',
  'refunded_usd',
  'disputed_usd',
  'charged_back_usd',
  'line_no',
  'model_id',
  'direction',
  'description',
  'quantity',
  'unit_price_usd',
  'line_metered_usd',
  'line_amount_usd',
] as const

const lineColumns = 8
const amountColumns = 10

/** An invoice and its lines, each as the cells of one row. */
export function toInvoiceRows(invoice: ExportedInvoice, lines: readonly InvoiceLine[]): CsvCell[][] {
  const names = namesOf(invoice)
  return [
    ['invoice', ...names, ...amountsOf(invoice), ...empty(lineColumns)],
    ...lines.map(line => ['line', ...names, ...empty(amountColumns), ...cellsOf(line)]),
  ]
}

function namesOf(invoice: ExportedInvoice): CsvCell[] {
  const period = toPeriod(invoice.period)
  return [
    invoice.id,
    invoice.number,
    timeCell(startOf(period)),
    timeCell(endOf(period)),
    toInvoiceState(invoice),
    invoice.issuedAt && timeCell(invoice.issuedAt),
    invoice.paidAt && timeCell(invoice.paidAt),
  ]
}

function amountsOf(invoice: ExportedInvoice): CsvCell[] {
  return [
    centsFigure(invoice.totalCents),
    usdFigure(invoice.totalNanos),
    centsFigure(invoice.appliedBalanceCents),
    centsFigure(invoice.carriedCents),
    centsFigure(invoice.amountDueCents),
    centsFigure(invoice.amountPaidCents),
    centsFigure(invoice.creditedCents),
    centsFigure(invoice.refundedCents),
    centsFigure(invoice.disputedCents),
    centsFigure(invoice.chargedBackCents),
  ]
}

function cellsOf(line: InvoiceLine): CsvCell[] {
  const folded = line.direction === 'other'
  return [
    figure(line.lineNo),
    folded ? null : line.modelId,
    line.direction,
    line.description,
    folded ? null : figure(line.quantity),
    folded ? null : usdFigure(line.rateNanos),
    usdFigure(line.costNanos),
    centsFigure(line.cents),
  ]
}

function empty(cells: number): null[] {
  return Array.from({ length: cells }, () => null)
}
