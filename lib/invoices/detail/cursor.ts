import { isId, type RequestId } from '@/lib/ids'

/** After which request of a list the next page goes on, newest first. */
export interface RequestCursor {
  readonly at: Date
  readonly id: RequestId
}

/** After which key and endpoint of a list the next page goes on, dearest first. */
export interface KeyCursor {
  readonly costNanos: bigint
  readonly keyId: string
  readonly endpoint: string
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

export function toRequestCursor({ at, id }: RequestCursor): string {
  return `${at.toISOString()}~${id}`
}

/** Null for anything that `toRequestCursor` does not write. */
export function fromRequestCursor(text: string): RequestCursor | null {
  const [at = '', id] = text.split('~')
  const time = new Date(instant.test(at) ? at : Number.NaN)
  return isId('request', id) && !Number.isNaN(time.getTime()) ? { at: time, id } : null
}

export function toKeyCursor({ costNanos, keyId, endpoint }: KeyCursor): string {
  return `${costNanos}~${keyId}~${endpoint}`
}

/** Null for anything that `toKeyCursor` does not write. */
export function fromKeyCursor(text: string): KeyCursor | null {
  const match = /^(\d{1,18})~(key_[0-9a-f]{32})~(\/[a-z/]{1,40})$/.exec(text)
  const [, cost, keyId, endpoint] = match ?? []
  return cost && keyId && endpoint ? { costNanos: BigInt(cost), keyId, endpoint } : null
}
