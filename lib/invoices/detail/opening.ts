import type { KeyCursor, RequestCursor } from '@/lib/invoices/detail/cursor'
import type { DayShare, KeyShares, RequestShare } from '@/lib/invoices/detail/shares'
import type { InvoiceLine } from '@/lib/invoices/lines'

/** How far an invoice is opened: a line, in it a key with its endpoint, in that a day. */
export interface Opening {
  readonly lineNo: number | null
  readonly keyId: string | null
  readonly endpoint: string | null
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string | null
  /** Pages after the first of the keys, and of the day's requests. */
  readonly after: KeyCursor | null
  readonly before: RequestCursor | null
}

export const closed: Opening = {
  lineNo: null,
  keyId: null,
  endpoint: null,
  day: null,
  after: null,
  before: null,
}

/** What an opening shows: null where that level is not open. */
export interface Opened {
  readonly line: InvoiceLine
  readonly keys: KeyShares
  readonly days: readonly DayShare[] | null
  readonly requests: { readonly rows: readonly RequestShare[]; readonly more: boolean } | null
}
