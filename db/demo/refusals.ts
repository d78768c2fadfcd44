import { startOf, periodOf } from '@/lib/period'
import { countRejections } from '@/lib/usage/commands'
import type { DemoMember } from './people'
import { Random } from './random'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Counts the requests of the month that a demo account's keys had refused, as the gateway would have. */
export async function countRefusals({ profile, ctx, keyIds }: DemoMember, now: Date): Promise<void> {
  const random = new Random(7)
  const first = startOf(periodOf(now)).getTime()
  const days = Array.from({ length: now.getUTCDate() }, (_, day) => first + day * DAY_MS)
  const rows = profile.keys.flatMap(({ name, uses, refusals = [] }) => {
    const keyId = keyIds.get(name)
    const endpoint = uses[0]?.endpoint
    if (!keyId || !endpoint) return []
    return days.flatMap(day =>
      refusals.map(({ reason, perDay }) => ({
        accountId: ctx.accountId,
        keyId,
        endpoint,
        reason,
        at: new Date(day + Math.floor(random.next() * 24) * HOUR_MS),
        requests: Math.floor(perDay * 2 * random.next() + 0.5),
      })),
    )
  })
  await countRejections(
    ctx.db,
    rows.filter(({ at, requests }) => requests > 0 && at <= now),
  )
}
