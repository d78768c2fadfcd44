import type { Db } from '@/db/client'
import { loadCatalog, type Catalog } from '@/lib/catalog/queries'
import { getClock } from '@/lib/clock/queries'
import { fenceGateway, reclaimFenced, registerGateway } from '@/lib/gateways/commands'
import { newId } from '@/lib/ids'
import { endOf, formatPeriod, periodOf, periodsBetween, startOf } from '@/lib/period'
import { fundAndSettle } from '@/lib/usage/commands'
import { moveClockTo, type ClockDoor } from './clock'
import { noteKeyUse, type DemoMember } from './people'
import { demoTraffic } from './traffic'
import { toEvent } from './usage'

const BATCH = 1_000
/** Ten minutes past midnight: when the month before is over for everyone who looks at a clock. */
const AFTER_MIDNIGHT_MS = 600_000

export interface DemoSpan {
  readonly first: Date
  readonly last: Date
}

/** Month by month: its requests are settled, then the clock moves past its end and the worker closes it. Ends in the present. */
export async function seedMonths(
  db: Db,
  members: readonly DemoMember[],
  span: DemoSpan,
  door: ClockDoor,
  say: (line: string) => void,
): Promise<void> {
  const catalog = await loadCatalog(db)
  for (const period of periodsBetween(periodOf(span.first), periodOf(span.last))) {
    const from = span.first > startOf(period) ? span.first : startOf(period)
    const to = span.last < endOf(period) ? span.last : endOf(period)
    if ((await getClock(db, 'demo')).now > to) continue
    const stored = await settleSpan(db, catalog, members, { from, to, ...span })
    say(`${formatPeriod(period)}: ${stored.toLocaleString('en-US')} requests`)
    // The last step leads to the present: platform time and real time are one again.
    const next =
      to === span.last ? (await getClock(db, 'demo')).dbNow : new Date(to.getTime() + AFTER_MIDNIGHT_MS)
    await moveClockTo(door, next)
  }
}

async function settleSpan(
  db: Db,
  catalog: Catalog,
  members: readonly DemoMember[],
  span: DemoSpan & { from: Date; to: Date },
): Promise<number> {
  const { now } = await getClock(db, 'demo')
  const gatewayId = newId('gateway', now)
  await registerGateway(db, { id: gatewayId, mode: 'demo', fenceAfterMs: 120_000 })
  let stored = 0
  for (const member of members) {
    const { profile, ctx, keyIds } = member
    const requests = demoTraffic(profile, span)
    const events = requests.map(request => toEvent(catalog, ctx.accountId, keyIds, request))
    for (let i = 0; i < events.length; i += BATCH) {
      const batch = events.slice(i, i + BATCH)
      for (const [id, outcome] of await fundAndSettle(db, gatewayId, batch, now))
        if (!outcome.ok) throw new Error(`${id} could not be stored: ${outcome.reason}`)
      stored += batch.length
    }
    await noteKeyUse(member, requests)
  }
  await fenceGateway(db, gatewayId)
  await reclaimFenced(db)
  return stored
}
