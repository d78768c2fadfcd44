import type { ExportedKey } from '@/lib/exports/exported-key'
import type { RequestId } from '@/lib/ids'

/** What was used of a line: tokens or images (0 for a line of both), and its share of the line's cost, exactly. */
export interface LineShare {
  readonly requests: number
  readonly quantity: number
  readonly costNanos: bigint
}

export interface KeyShare extends LineShare {
  readonly keyId: string
  /** Null where no row of the key exists any more. */
  readonly key: ExportedKey | null
  readonly endpoint: string
}

export interface KeyShares {
  readonly rows: readonly KeyShare[]
  /** Keys and endpoints behind the line, and what they all sum to, whatever page this is. */
  readonly count: number
  readonly sum: LineShare
  readonly more: boolean
}

export interface DayShare extends LineShare {
  /** Start of the day, UTC. */
  readonly day: Date
}

export interface RequestShare {
  readonly id: RequestId
  readonly at: Date
  readonly status: 'succeeded' | 'canceled' | 'failed'
  readonly quantity: number
  readonly costNanos: bigint
  /** Counted by us, since the provider reported nothing. */
  readonly estimated: boolean
}
