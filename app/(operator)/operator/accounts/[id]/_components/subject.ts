import type { AccountId } from '@/lib/ids'

/** The account that an act is about. */
export interface Subject {
  readonly accountId: AccountId
  readonly name: string
  /** What is typed to confirm. */
  readonly typed: string
}
