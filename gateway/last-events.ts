import type { Gateway } from '@/gateway/gateway'
import { fenceGateway, registerGateway } from '@/lib/gateways/commands'
import { newId, type GatewayId } from '@/lib/ids'
import { fundAndSettle, InsufficientBudget } from '@/lib/usage/commands'
import type { UsageEvent } from '@/lib/usage/event'

type Parts = Pick<Gateway, 'db' | 'log' | 'clock' | 'settings'>

const tries = 40
const pauseMs = 250

/**
 * Stores events of a gateway that was fenced, under an id of their own: paid from what is left of the limits, or where others
 * have spent that since, absorbed. An event that an earlier attempt had stored after all changes nothing.
 */
export async function storeLastEvents(parts: Parts, events: readonly UsageEvent[]): Promise<void> {
  if (events.length === 0) return
  const { db, log, clock, settings } = parts
  const heir = newId('gateway', clock.now())
  const registered = await insist(parts, () =>
    registerGateway(db, { id: heir, mode: settings.mode, fenceAfterMs: settings.fenceAfterMs }),
  )
  const lost: string[] = []
  for (const event of events)
    if (!registered || !(await insist(parts, () => store(parts, heir, event)))) lost.push(event.id)
  if (registered) await fenceGateway(db, heir).catch(() => undefined)
  if (lost.length > 0)
    log.fatal({ requestIds: lost }, 'events were lost: not charged, and nobody saw their answers whole')
}

async function store({ db, log, clock }: Parts, heir: GatewayId, event: UsageEvent): Promise<void> {
  try {
    await fundAndSettle(db, heir, [event], clock.now())
  } catch (error) {
    if (!(error instanceof InsufficientBudget)) throw error
    log.error(
      { requestId: event.id, absorbedNanos: String(event.costNanos) },
      'an event could not be paid; it is ours',
    )
    await fundAndSettle(db, heir, [toAbsorbed(event)], clock.now())
  }
}

function toAbsorbed(event: UsageEvent): UsageEvent {
  return {
    ...event,
    costNanos: 0n,
    inputCostNanos: 0n,
    absorbedNanos: event.absorbedNanos + event.costNanos,
  }
}

/** The database may be away for a moment: that is how gateways come to be fenced. */
async function insist({ log }: Parts, attempt: () => Promise<unknown>): Promise<boolean> {
  for (let count = 1; count <= tries; count += 1) {
    try {
      await attempt()
      return true
    } catch (error) {
      log.warn({ err: error, count }, 'the last events could not be stored yet')
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }
  return false
}
