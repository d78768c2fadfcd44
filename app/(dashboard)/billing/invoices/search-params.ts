import { isId } from '@/lib/ids'
import { fromKeyCursor, fromRequestCursor, toKeyCursor, toRequestCursor } from '@/lib/invoices/detail/cursor'
import { closed, type Opening } from '@/lib/invoices/detail/opening'
import { eventEndpoints } from '@/lib/usage/event'

export type RawParams = Record<string, string | string[] | undefined>

/** How far the URL opens an invoice's lines. What it does not understand stays closed, so an old link still opens the page. */
export function parseOpening(raw: RawParams): Opening {
  const lineNo = one(raw.line)
  if (lineNo === null || !/^[1-9]\d{0,4}$/.test(lineNo)) return closed
  const keyId = one(raw.key)
  const endpoint = eventEndpoints.find(known => known === one(raw.endpoint)) ?? null
  const opened = { ...closed, lineNo: Number(lineNo), after: fromKeyCursor(one(raw.after) ?? '') }
  if (!isId('key', keyId) || endpoint === null) return opened
  const day = one(raw.day)
  if (day === null || !/^\d{4}-\d\d-\d\d$/.test(day)) return { ...opened, keyId, endpoint }
  return { ...opened, keyId, endpoint, day, before: fromRequestCursor(one(raw.before) ?? '') }
}

/** The URL of an opening, on the page at `path`. */
export function openingHref(path: string, { lineNo, keyId, endpoint, day, after, before }: Opening): string {
  const query = new URLSearchParams()
  if (lineNo !== null) query.set('line', String(lineNo))
  if (after) query.set('after', toKeyCursor(after))
  if (keyId !== null && endpoint !== null) {
    query.set('key', keyId)
    query.set('endpoint', endpoint)
    if (day !== null) query.set('day', day)
    if (before) query.set('before', toRequestCursor(before))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

function one(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}
