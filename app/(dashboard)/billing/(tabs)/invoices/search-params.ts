import { noFilter, statusChoices, type InvoiceFilter, type StatusChoice } from '@/lib/invoices/list/filter'
import { parsePeriod, type Period } from '@/lib/period'

export type RawParams = Record<string, string | string[] | undefined>

/** The whole state of the list: it lives in the URL and nowhere else. */
export interface InvoicesParams extends InvoiceFilter {
  /** Pages after the first: the last period that was seen. */
  readonly before: Period | null
}

const MAX_SEARCH = 60

/** Reads a URL leniently: what it does not understand narrows nothing, so an old link still opens. */
export function parseInvoicesParams(raw: RawParams): InvoicesParams {
  const status = one(raw.status)
  const year = one(raw.year)
  const before = parsePeriod(one(raw.before))
  return {
    ...noFilter,
    status: isStatusChoice(status) ? status : null,
    year: /^20\d\d$/.test(year) ? Number(year) : null,
    // No number of an invoice has a zero byte, and no database takes one.
    search: one(raw.q).replaceAll('\0', '').trim().slice(0, MAX_SEARCH),
    before: before.ok ? before.value : null,
  }
}

/** The URL of a state; what narrows nothing is left out, so equal states have equal URLs. */
export function invoicesHref({ status, year, search, before }: InvoicesParams): string {
  const query = new URLSearchParams()
  if (search !== '') query.set('q', search)
  if (status !== null) query.set('status', status)
  if (year !== null) query.set('year', String(year))
  if (before !== null) query.set('before', before)
  const text = query.toString()
  return text === '' ? '/billing/invoices' : `/billing/invoices?${text}`
}

function isStatusChoice(text: string): text is StatusChoice {
  return Object.hasOwn(statusChoices, text)
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
