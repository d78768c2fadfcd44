import { sweepStripe } from '@/lib/inbox/sweep/commands'
import type { WorkerDeps } from '@/worker/deps'

/** Every day: what deliveries of Stripe missed. Something repaired is worth a look: the endpoint may be down. */
export async function sweep(deps: WorkerDeps): Promise<void> {
  const summary = await sweepStripe(deps, await deps.now(), new Date())
  const found = summary.missedEvents > 0 || summary.repaired.length > 0 || summary.failed.length > 0
  deps.log[found ? 'warn' : 'info'](
    { ...summary },
    found ? 'Stripe knew more than we, or could not be asked' : 'Stripe and we agree',
  )
}
