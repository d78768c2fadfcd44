import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'

/** What the platform bore itself in a month. */
export interface MonthLosses {
  readonly period: Period
  /** Providers reported more than had been reserved: the excess was not charged. */
  readonly absorbedNanos: Nanos
  readonly absorbedRequests: number
  /** Settled after the month had closed: never billed. */
  readonly waivedNanos: Nanos
  readonly waivedRequests: number
  /** Events that could not be stored: their clients got an error. */
  readonly failures: number
}

export interface AccountLosses {
  readonly accountId: string
  readonly name: string
  readonly absorbedNanos: Nanos
  readonly waivedNanos: Nanos
  readonly requests: number
}

/** An event that could not be stored. */
export interface SettlementFailure {
  readonly accountId: string
  readonly accountName: string
  readonly requestId: string
  readonly reason: string
  readonly failedAt: Date
  readonly resolvedAt: Date | null
  readonly modelId: string
  readonly endpoint: string
  /** What it would have been charged; null where the stored event does not say. */
  readonly costNanos: Nanos | null
}

export interface FailureFilter {
  /** Whether to leave out what an operator has dealt with. */
  readonly openOnly: boolean
  /** One account's; null: everybody's. */
  readonly accountId: string | null
  readonly limit: number
  /** Continues after the last one seen. */
  readonly before: { readonly at: Date; readonly id: string } | null
}
