import type { Scope } from '@/lib/control/channel'
import { parseUsd, type Nanos } from '@/lib/money'
import { ok, type Result } from '@/lib/result'

/** Whose figure is in force: the account's own limit, the key's, or the operator's ceiling. Null: there is no limit. */
export type LimitSetBy = 'account' | 'key' | 'operator' | null

export interface EffectiveLimit {
  /** Null: unlimited. 0: nothing may be spent. */
  readonly limitNanos: Nanos | null
  readonly setBy: LimitSetBy
}

/** The lower of the account's own limit and the operator's ceiling; the account's own where they are equal. */
export function effectiveLimit(own: Nanos | null, ceiling: Nanos): EffectiveLimit {
  return own !== null && own <= ceiling
    ? { limitNanos: own, setBy: 'account' }
    : { limitNanos: ceiling, setBy: 'operator' }
}

/** The limit of one scope. The ceiling bounds the account as a whole, so a key without a limit of its own has none. */
export function limitOf(scope: Scope, own: Nanos | null, ceiling: Nanos): EffectiveLimit {
  if (scope === 'account') return effectiveLimit(own, ceiling)
  return { limitNanos: own, setBy: own === null ? null : 'key' }
}

/** What may still be spent; 0 where the limit was lowered below what is spent, null where there is none. */
export function remaining(limitNanos: Nanos | null, spentNanos: Nanos): Nanos | null {
  if (limitNanos === null) return null
  return limitNanos > spentNanos ? limitNanos - spentNanos : 0n
}

/** A limit as it is typed: dollars with at most four decimals; an empty text is no limit. */
export function parseLimit(text: string): Result<Nanos | null, 'invalid_amount'> {
  return text.trim() === '' ? ok(null) : parseUsd(text, 4)
}
