import type { Db } from '@/db/client'
import { monthCloses } from '@/db/schema'
import type { CloseSummary } from '@/lib/invoices/month/summary'

const KEPT_FAILURES = 100

export interface CloseProgress {
  readonly state: (typeof monthCloses.$inferSelect)['state']
  readonly startedAt: Date
  readonly updatedAt: Date
  /** Accounts that are to be billed. */
  readonly accounts: number
  readonly summary: CloseSummary
}

/** Writes down how far a close is, over what an earlier run wrote. */
export async function recordProgress(
  db: Db,
  { state, startedAt, updatedAt, accounts, summary }: CloseProgress,
): Promise<void> {
  const { period, changed, totalNanos, totalCents, states, failures } = summary
  const values = {
    state,
    startedAt,
    updatedAt,
    accounts,
    processed: summary.accounts,
    changed,
    totalNanos,
    totalCents,
    states,
    failures: failures.length,
    firstFailures: failures.slice(0, KEPT_FAILURES),
  }
  await db
    .insert(monthCloses)
    .values({ period, ...values })
    .onConflictDoUpdate({ target: monthCloses.period, set: values })
}
