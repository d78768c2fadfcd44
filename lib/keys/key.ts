import type { KeyId } from '@/lib/ids'
import type { Permission } from '@/lib/keys/permissions'
import type { KeyStatus } from '@/lib/keys/status'

/** A key as lists show it. */
export interface KeySummary {
  readonly id: KeyId
  readonly name: string
  /** `sk-Ab12…wxyz`. */
  readonly masked: string
  readonly permissions: readonly Permission[]
  readonly status: KeyStatus
  readonly expiresAt: Date | null
  readonly createdAt: Date
  readonly regeneratedAt: Date | null
  readonly lastUsedAt: Date | null
  /** Rate limits of its own; null: the account's. */
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
}

/** A key as its own page shows it, for as long as its history is of interest. */
export interface KeyDetail extends KeySummary {
  /** Null where the person is gone. */
  readonly createdBy: string | null
  /** Deleted for good; the key stays as the name of what was used with it. */
  readonly deletedAt: Date | null
}
