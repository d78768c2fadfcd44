import { processInbox } from '@/lib/inbox/commands'
import type { WorkerDeps } from '@/worker/deps'

/** Stripe's events, as soon as they are there. */
export async function inbox(deps: WorkerDeps): Promise<void> {
  await processInbox(deps, new Date())
}
