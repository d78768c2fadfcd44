import { suspendOverdue } from '@/lib/billing/commands'
import type { WorkerDeps } from '@/worker/deps'

/** Accounts whose grace has run out since the last time. */
export async function standing({ db, log, now }: WorkerDeps): Promise<void> {
  const count = await suspendOverdue(db, await now())
  if (count > 0) log.info({ accounts: count }, 'grace is over')
}
