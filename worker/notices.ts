import { queueNotices } from '@/lib/billing/notices/commands'
import type { WorkerDeps } from '@/worker/deps'

/** Mails about what happened to accounts, as soon as it is committed. */
export async function notices({ db, now }: WorkerDeps): Promise<void> {
  await queueNotices(db, await now())
}
