import type { InvoiceStatus } from '@/lib/invoices/status'
import { formatPeriod, toPeriod } from '@/lib/period'

/** What of an invoice its neighbours need to know. */
export interface CarryFacts {
  readonly id: string
  /** `YYYY-MM`. */
  readonly period: string
  readonly status: InvoiceStatus
  readonly issuedAt: Date | null
  readonly appliedBalanceCents: number
  readonly carriedCents: number
}

/** Where the balance that an invoice took up came from, and where what it carried went. */
export interface Carry {
  /** Cents that earlier months were too small to charge. */
  readonly fromCents: number
  /** Those months, the earliest first; empty where nothing was carried in. */
  readonly from: readonly CarryFacts[]
  /** The rest of the applied balance: below zero it is credit that lowered what is due. */
  readonly creditCents: number
  /** The invoice that took up what this one carried; null while there is none. */
  readonly to: CarryFacts | null
}

/**
 * The chain of carried amounts through an invoice. `earlier` are the account's invoices before it, latest first; `next` the first one
 * after it that was issued. Months without an invoice, and void ones, leave the balance as it is.
 */
export function toCarry(invoice: CarryFacts, earlier: readonly CarryFacts[], next: CarryFacts | null): Carry {
  const from: CarryFacts[] = []
  for (const one of earlier.filter(movesBalance)) {
    if (one.carriedCents <= 0) break
    from.unshift(one)
    // What it carried was its own alone: the chain begins here.
    if (one.appliedBalanceCents <= 0) break
  }
  const fromCents = invoice.appliedBalanceCents > 0 ? (from.at(-1)?.carriedCents ?? 0) : 0
  return {
    fromCents,
    from: fromCents > 0 ? from : [],
    creditCents: invoice.appliedBalanceCents - fromCents,
    to: invoice.carriedCents > 0 ? next : null,
  }
}

/** What the next invoice takes up: positive is owed from months too small to charge, negative is credit. Cents. */
export function toBalance(invoices: readonly CarryFacts[], balanceCreditCents: number): number {
  return invoices
    .filter(movesBalance)
    .reduce(
      (cents, { carriedCents, appliedBalanceCents }) => cents + carriedCents - appliedBalanceCents,
      -balanceCreditCents,
    )
}

/** `September`, `August and September`, `July, August and September`; with the year where it is another than that of `period`. */
export function nameMonths(months: readonly Pick<CarryFacts, 'period'>[], period: string): string {
  const names = months.map(month => {
    const name = formatPeriod(toPeriod(month.period))
    return month.period.slice(0, 4) === period.slice(0, 4) ? (name.split(' ')[0] ?? name) : name
  })
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

function movesBalance({ issuedAt, status }: CarryFacts): boolean {
  return issuedAt !== null && status !== 'void'
}
