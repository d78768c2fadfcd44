import { isId, type RequestId } from '@/lib/ids'
import { formatCursor, parseCursor, type LogCursor } from '@/lib/usage/log/cursor'
import type { LogQuestion } from '@/lib/usage/log/queries'
import { parseUsageParams, type RawParams } from '@/app/(dashboard)/usage/search-params'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'

/** The state of the log: what the usage page shows, the page of the list, and the request that is open. */
export interface LogParams {
  readonly usage: UsageParams
  /** Undefined: the newest. */
  readonly from: LogQuestion['from']
  readonly open: RequestId | null
}

/** Reads a URL leniently, as the usage page does. */
export function parseLogParams(raw: RawParams): LogParams {
  const open = raw.id
  return {
    usage: parseUsageParams(raw),
    from: placeOf('older', raw.before) ?? placeOf('newer', raw.after),
    open: isId('request', open) ? open : null,
  }
}

/** The URL of a state of the log. */
export function logHref({ usage, from, open }: LogParams): string {
  const own = new URLSearchParams()
  if (from) own.set(from.direction === 'older' ? 'before' : 'after', formatCursor(from.cursor))
  if (open) own.set('id', open)
  const href = usageHref(usage, '/requests')
  return own.size === 0 ? href : `${href}${href.includes('?') ? '&' : '?'}${own.toString()}`
}

/** The page of the list on one side of a request. */
export function pageBeside(
  params: LogParams,
  direction: 'older' | 'newer',
  { admittedAt, id }: LogCursor,
): string {
  return logHref({ ...params, open: null, from: { direction, cursor: { admittedAt, id } } })
}

function placeOf(direction: 'older' | 'newer', text: string | string[] | undefined): LogQuestion['from'] {
  const cursor = parseCursor(typeof text === 'string' ? text : '')
  return cursor.ok ? { direction, cursor: cursor.value } : undefined
}
