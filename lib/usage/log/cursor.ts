import { isId, type RequestId } from '@/lib/ids'
import { err, ok, type Result } from '@/lib/result'

/** A place in the log of requests: right after (or before) one of them. */
export interface LogCursor {
  readonly admittedAt: Date
  readonly id: RequestId
}

/** A cursor as it stands in a URL. */
export function formatCursor({ admittedAt, id }: LogCursor): string {
  return `${admittedAt.getTime()}.${id}`
}

export function parseCursor(text: string): Result<LogCursor, 'invalid_cursor'> {
  const [, ms, id] = /^(\d{1,15})\.(.+)$/.exec(text) ?? []
  if (ms === undefined || !isId('request', id) || Number(ms) > lastMs)
    return err('invalid_cursor', 'This page of the log does not exist.')
  return ok({ admittedAt: new Date(Number(ms)), id })
}

/** The database reads no year of five digits. */
const lastMs = Date.UTC(9999, 0)
