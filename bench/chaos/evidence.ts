import type { Attempt } from '@/bench/harness/load/client'
import type { BillLine } from '@/bench/harness/bill'
import type { LedgerFacts } from '@/bench/harness/ledger'
import type { BenchAccount } from '@/bench/harness/accounts'

/** What is known after a run, each from its own source: the client's log, the upstream's bill, the ledger. */
export interface Evidence {
  readonly accounts: readonly BenchAccount[]
  readonly attempts: readonly Attempt[]
  readonly bill: readonly BillLine[]
  readonly ledger: LedgerFacts
  readonly kills: { readonly gateways: number; readonly databases: number }
  /** Gateways that ended by themselves: fenced after an outage. */
  readonly fenced: number
}
