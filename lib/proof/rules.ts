import { decideGiveBack, decideLease } from '@/lib/limits/lease'
import { reserve, type Reserve } from '@/lib/proof/market'
import { ledgerLock, type LockMode } from '@/lib/usage/ledger-lock'

/** What keeps the ledger right, as production has it; a test breaks one at a time, and has to notice. */
export interface Rules {
  readonly decideLease: typeof decideLease
  readonly decideGiveBack: typeof decideGiveBack
  /** Whether a gateway that was fenced is refused whatever it writes. */
  readonly fencedIsRefused: boolean
  /** How settlement, and whoever flips a marker that it reads, hold the ledger's lock. Null: not at all. */
  readonly settleLock: LockMode | null
  readonly flipLock: LockMode | null
  readonly reserve: Reserve
}

export const production: Rules = {
  decideLease,
  decideGiveBack,
  fencedIsRefused: true,
  settleLock: ledgerLock.settle,
  flipLock: ledgerLock.flip,
  reserve,
}
