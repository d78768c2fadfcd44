import { noteExpiringCards } from '@/lib/billing/card-expiry/commands'
import type { WorkerDeps } from '@/worker/deps'

/** Cards that expire within thirty days: their accounts are told. */
export async function cardExpiry({ db, log, now }: WorkerDeps): Promise<void> {
  const accounts = await noteExpiringCards(db, await now())
  if (accounts > 0) log.info({ accounts }, 'accounts were told that their card expires')
}
