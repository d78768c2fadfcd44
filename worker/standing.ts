import { suspendOverdue } from '@/lib/billing/commands'
import { sendReminders } from '@/lib/billing/dunning/commands'
import { finishCredits } from '@/lib/invoices/credits/commands'
import type { WorkerDeps } from '@/worker/deps'

/** What time alone brings: accounts whose grace is over, reminders that are due, credits that broke off. */
export async function standing(deps: WorkerDeps): Promise<void> {
  const { db, log } = deps
  const now = await deps.now()
  const suspended = await suspendOverdue(db, now)
  if (suspended > 0) log.info({ accounts: suspended }, 'grace is over')
  const reminders = await sendReminders(db, now)
  if (reminders > 0) log.info({ reminders }, 'accounts were reminded of what they owe')
  const credits = await finishCredits(deps, now)
  if (credits > 0) log.warn({ credits }, 'credits that had broken off are finished')
}
