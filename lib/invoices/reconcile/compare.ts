import type { Bill, InvoiceLine } from '@/lib/invoices/lines'
import type { RemoteInvoice, RemoteLine } from '@/lib/invoices/remote'
import type { InvoiceStatus } from '@/lib/invoices/status'
import { formatCents, formatUsdExact, toCents, type Nanos } from '@/lib/money'

/** Two things that must be equal and are not. Amounts are written to the nano-dollar. */
export interface Difference {
  /** `events and base cost`, `invoice and Stripe: line 3`. */
  readonly what: string
  readonly expected: string
  readonly actual: string
}

/** What of our invoice's row is compared. */
export interface InvoiceBooks {
  readonly status: InvoiceStatus
  readonly totalNanos: Nanos
  readonly totalCents: number
  readonly appliedBalanceCents: number
  readonly amountDueCents: number
  readonly amountPaidCents: number
  readonly carriedCents: number
  readonly creditedCents: number
  readonly stripeInvoiceId: string | null
  readonly lines: readonly Pick<InvoiceLine, 'lineNo' | 'costNanos' | 'cents'>[]
}

/** What Stripe has for one bill: every invoice that carries our id, drafts and void ones included. */
export type RemoteBooks = readonly {
  readonly invoice: RemoteInvoice
  readonly lines: readonly RemoteLine[]
}[]

/** The invoice against the ledger: its total, rounded once, and line by line what the same usage would be billed as today. */
export function compareWithLedger(
  ledgerNanos: Nanos,
  bill: Bill,
  invoice: InvoiceBooks | null,
): Difference[] {
  if (!invoice)
    return ledgerNanos === 0n ? [] : [differ('events and invoice', formatUsdExact(ledgerNanos), 'no invoice')]
  const sumNanos = invoice.lines.reduce((sum, line) => sum + line.costNanos, 0n)
  const sumCents = invoice.lines.reduce((sum, line) => sum + line.cents, 0)
  return [
    ...nanos('events and invoice total', ledgerNanos, invoice.totalNanos),
    ...cents('events, rounded once, and invoice total', toCents(ledgerNanos), invoice.totalCents),
    ...nanos('invoice total and its lines', invoice.totalNanos, sumNanos),
    ...cents('invoice total and its lines, in cents', invoice.totalCents, sumCents),
    ...texts('usage and invoice: lines', String(bill.lines.length), String(invoice.lines.length)),
    ...bill.lines.flatMap(({ lineNo, costNanos }) => {
      const line = invoice.lines.find(each => each.lineNo === lineNo)
      return line ? nanos(`usage and invoice: line ${lineNo}`, costNanos, line.costNanos) : []
    }),
  ]
}

/** The invoice against Stripe: one live invoice or none, its figures, and every line's cents. */
export function compareWithStripe(invoice: InvoiceBooks, remotes: RemoteBooks): Difference[] {
  const remote = remotes.find(each => each.invoice.id === invoice.stripeInvoiceId)
  const live = remotes.filter(each => each.invoice.status !== 'void')
  // One that was voided by hand we may not have been told of yet.
  const voided = invoice.status === 'void' || remote?.invoice.status === 'void'
  const due = invoice.status !== 'nothing_due' && !voided
  const count = texts('live invoices in Stripe', due ? '1' : '0', String(live.length))
  if (invoice.status === 'nothing_due') return count
  if (!remote) return [...count, differ('invoice and Stripe', invoice.stripeInvoiceId ?? 'none', 'not there')]
  return [...count, ...compareFigures(invoice, remote.invoice), ...compareLines(invoice, remote.lines)]
}

function compareFigures(ours: InvoiceBooks, theirs: RemoteInvoice): Difference[] {
  const what = (figure: string) => `invoice and Stripe: ${figure}`
  return [
    ...texts(what('currency'), 'usd', theirs.currency),
    ...(isPaid(ours) && !isPaid(theirs) ? [differ(what('status'), ours.status, theirs.status)] : []),
    ...cents(what('total'), ours.totalCents, theirs.totalCents),
    ...cents(what('credited'), ours.creditedCents, theirs.creditedCents),
    ...cents(what('amount due'), ours.amountDueCents, theirs.amountDueCents),
    // Stripe may know of a payment that we have not been told of yet; never the other way round.
    ...(ours.amountPaidCents > theirs.amountPaidCents
      ? cents(what('amount paid'), ours.amountPaidCents, theirs.amountPaidCents)
      : []),
    ...compareBalance(ours, theirs),
  ]
}

function isPaid({ status }: { readonly status: string }): boolean {
  return status === 'paid'
}

/**
 * Amount due = total + what Stripe took from the customer's balance − what credit notes took off; what it put into the balance
 * instead was carried. A void gives it back.
 */
function compareBalance(ours: InvoiceBooks, theirs: RemoteInvoice): Difference[] {
  if (theirs.endingBalanceCents === null || theirs.status === 'void') return []
  const appliedCents = theirs.startingBalanceCents - theirs.endingBalanceCents
  return [
    ...cents(
      "Stripe's total with the balance, and its amount due",
      theirs.totalCents + appliedCents - theirs.creditedDueCents,
      theirs.amountDueCents,
    ),
    ...cents(
      'invoice and Stripe: balance applied, less carried',
      ours.appliedBalanceCents - ours.carriedCents,
      appliedCents,
    ),
  ]
}

function compareLines(ours: InvoiceBooks, lines: readonly RemoteLine[]): Difference[] {
  const centsOf = new Map(lines.map(line => [line.lineNo, line.cents]))
  return [
    ...texts('invoice and Stripe: lines', String(ours.lines.length), String(lines.length)),
    ...ours.lines.flatMap(line => {
      const theirs = centsOf.get(line.lineNo)
      const what = `invoice and Stripe: line ${line.lineNo}`
      return theirs === undefined
        ? [differ(what, formatCents(line.cents), 'not there')]
        : cents(what, line.cents, theirs)
    }),
  ]
}

export function nanos(what: string, expected: Nanos, actual: Nanos): Difference[] {
  return expected === actual ? [] : [differ(what, formatUsdExact(expected), formatUsdExact(actual))]
}

function cents(what: string, expected: number, actual: number): Difference[] {
  return expected === actual ? [] : [differ(what, formatCents(expected), formatCents(actual))]
}

function texts(what: string, expected: string, actual: string): Difference[] {
  return expected === actual ? [] : [differ(what, expected, actual)]
}

function differ(what: string, expected: string, actual: string): Difference {
  return { what, expected, actual }
}
