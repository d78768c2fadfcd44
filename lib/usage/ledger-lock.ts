/**
 * How the ledger's lock is held: shared by every settlement, from before it reads what decides (a period's state, the fold's
 * marks) until it has committed; exclusively by whoever flips one of those, for just that. So no flip falls into a settlement.
 */
export const ledgerLock = { settle: 'shared', flip: 'exclusive' } as const

export type LockMode = 'shared' | 'exclusive'

export function excludes(a: LockMode, b: LockMode): boolean {
  return a === 'exclusive' || b === 'exclusive'
}
