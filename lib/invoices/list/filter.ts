import type { InvoiceState } from '@/lib/invoices/status'

/** What a list of invoices is narrowed to; nothing chosen narrows nothing. */
export interface InvoiceFilter {
  readonly status: StatusChoice | null
  readonly year: number | null
  /** A number of an invoice or a part of it, or an amount of dollars. */
  readonly search: string
}

export const noFilter: InvoiceFilter = { status: null, year: null, search: '' }

/** The states that people tell apart when they look for an invoice, by what they can do about it. */
export const statusChoices = {
  to_pay: ['preparing', 'open', 'failed', 'unconfirmed'],
  paid: ['paid'],
  carried: ['carried'],
  credited: ['credited'],
  refunded: ['refunded'],
  disputed: ['disputed', 'charged_back'],
  void: ['void'],
  uncollectible: ['uncollectible'],
  nothing_due: ['nothing_due'],
} as const satisfies Readonly<Record<string, readonly InvoiceState[]>>
export type StatusChoice = keyof typeof statusChoices

/** Cents from `least` to `most`, both included. */
export interface CentsRange {
  readonly least: number
  readonly most: number
}

/** The amounts that a search can mean: `158` is every amount of 158 dollars, `158.3` those of 30 to 39 cents; null where it is none. */
export function toCentsRange(search: string): CentsRange | null {
  const match = /^\$?(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.(\d{0,2}))?$/.exec(search.trim())
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  const least = Number(whole.replaceAll(',', '')) * 100 + Number(fraction.padEnd(2, '0'))
  return { least, most: least + 10 ** (2 - fraction.length) - 1 }
}

export function isNarrowed({ status, year, search }: InvoiceFilter): boolean {
  return status !== null || year !== null || search !== ''
}
