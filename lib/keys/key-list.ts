import type { KeyId } from '@/lib/ids'
import type { KeySummary } from '@/lib/keys/key'
import type { Nanos } from '@/lib/money'

/** What keys are sorted by: names from A, the others from the most or the latest. */
export const keyOrders = ['created', 'name', 'used', 'spend'] as const
export type KeyOrder = (typeof keyOrders)[number]

/** A key with what it spent in the month, and the most it may. */
export interface KeyRow extends KeySummary {
  readonly spentNanos: Nanos
  /** The key's own limit; null: none. */
  readonly limitNanos: Nanos | null
}

export interface KeyListing {
  readonly order: KeyOrder
  /** Names from Z, figures from the least, times from the earliest. */
  readonly reversed: boolean
  /** From 1. */
  readonly page: number
  readonly pageSize: number
}

/** One page of keys in that order, each with its spend and limit. Equal ones keep the order they come in. */
export function toKeyRows(
  keys: readonly KeySummary[],
  spent: ReadonlyMap<string, Nanos>,
  limits: ReadonlyMap<KeyId, Nanos>,
  { order, reversed, page, pageSize }: KeyListing,
): KeyRow[] {
  const rows = keys.map(key => ({
    ...key,
    spentNanos: spent.get(key.id) ?? 0n,
    limitNanos: limits.get(key.id) ?? null,
  }))
  const direction = reversed ? -1 : 1
  rows.sort((a, b) => direction * compare(a, b, order))
  return rows.slice((page - 1) * pageSize, page * pageSize)
}

function compare(a: KeyRow, b: KeyRow, order: KeyOrder): number {
  switch (order) {
    case 'created':
      return b.createdAt.getTime() - a.createdAt.getTime()
    case 'name':
      return a.name.localeCompare(b.name, 'en', { numeric: true, sensitivity: 'base' })
    case 'used':
      return (b.lastUsedAt?.getTime() ?? 0) - (a.lastUsedAt?.getTime() ?? 0)
    case 'spend':
      return a.spentNanos === b.spentNanos ? 0 : a.spentNanos > b.spentNanos ? -1 : 1
  }
}
