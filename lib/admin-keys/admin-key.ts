import type { AdminKeyId } from '@/lib/ids'

/** Admin keys an account may have, revoked ones not counted. */
export const ADMIN_KEYS_MAX = 50

/** Requests a minute with all admin keys of an account together. */
export const ADMIN_REQUESTS_PER_MINUTE = 60

/** An admin key as lists show it. */
export interface AdminKeySummary {
  readonly id: AdminKeyId
  readonly name: string
  /** `sk-admin-Ab12…wxyz`. */
  readonly masked: string
  /** Null where the person is gone. */
  readonly createdBy: string | null
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}
