import type { Standing } from '@/lib/billing/standing'
import type { AccountId } from '@/lib/ids'
import type { Nanos } from '@/lib/money'

/** Which accounts are in sight: by standing, or those that an operator holds. */
export const accountViews = ['all', 'active', 'past_due', 'suspended', 'held', 'free'] as const
export type AccountView = (typeof accountViews)[number]

/** Figures start with the most, times with the latest, names with A. */
export const accountOrders = ['exposure', 'spend', 'ceiling', 'created', 'name'] as const
export type AccountOrder = (typeof accountOrders)[number]

export interface AccountListing {
  /** In names, members' addresses, account ids and Stripe's ids; empty: everything. */
  readonly search: string
  readonly view: AccountView
  readonly order: AccountOrder
  readonly reversed: boolean
  /** From 1. */
  readonly page: number
  readonly pageSize: number
}

/** What an account used and owes, exact to the last settled request. */
export interface AccountFigures {
  /** Used in the current month. */
  readonly spentNanos: Nanos
  /** Used and on no issued invoice yet: the current month, and past ones that are still being closed. */
  readonly unbilledNanos: Nanos
  /** On issued invoices that are open or given up, and not paid. */
  readonly unpaidCents: number
  /** What would be lost if the account never paid again: unbilled and unpaid. */
  readonly exposureNanos: Nanos
}

export interface AccountRow extends AccountFigures {
  readonly accountId: AccountId
  readonly name: string
  /** The first owner's address; null where there is no owner. */
  readonly ownerEmail: string | null
  readonly standing: Standing
  readonly heldAt: Date | null
  /** The account's own monthly limit; null: none. */
  readonly limitNanos: Nanos | null
  readonly ceilingNanos: Nanos
  readonly createdAt: Date
}
