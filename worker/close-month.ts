import { closePastPeriods } from '@/lib/invoices/month/commands'
import { reconcileInvoiced } from '@/lib/invoices/reconcile/commands'
import type { WorkerDeps } from '@/worker/deps'

/**
 * The invoices of every past period that has not all of them: a worker that was down over the 1st makes them when it is back.
 * Then all that tells what an invoiced month cost is compared.
 * Throws where something is left to do, so that its queue tries again within the minute.
 */
export async function closeMonths(deps: WorkerDeps): Promise<void> {
  const unfinished: string[] = []
  for (const result of await closePastPeriods(deps, await deps.now())) {
    if (!result.ok) {
      unfinished.push(result.error.message)
      continue
    }
    const { period, accounts, changed, totalCents, failures } = result.value
    deps.log.info({ period, accounts, changed, totalCents, failures: failures.length }, 'month closed')
    if (failures.length > 0) unfinished.push(`${period}: ${failures.length} accounts could not be billed`)
  }
  await reconcileInvoiced(deps, await deps.now())
  if (unfinished.length > 0) throw new Error(unfinished.join(' '))
}
