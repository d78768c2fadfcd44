import type { Gateway } from '@/gateway/gateway'
import { fenceGateway, registerGateway } from '@/lib/gateways/commands'
import { GatewayFenced } from '@/lib/gateways/fenced'
import { newId, type GatewayId } from '@/lib/ids'
import type { Logger } from '@/lib/log'
import { fundAndSettle, InsufficientBudget } from '@/lib/usage/commands'
import { toJson, type UsageEvent } from '@/lib/usage/event'

type Parts = Pick<Gateway, 'db' | 'log' | 'clock' | 'settings'>

const pauseMs = 250

/**
 * Stores events of a gateway that was fenced, under an id of their own: paid from what is left of the limits, or where others
 * have spent that since, absorbed. An event that an earlier attempt had stored after all changes nothing. Tries for as long
 * as `ledgerWithinMs` says; what is not stored by then is written to the log.
 */
export async function storeLastEvents(parts: Parts, events: readonly UsageEvent[]): Promise<void> {
  if (events.length === 0) return
  const { clock, settings, log } = parts
  const deadlineMs = clock.monotonic() + settings.ledgerWithinMs
  const heir = new Heir(parts)
  for (const [index, event] of events.entries())
    if (!(await insist(parts, deadlineMs, () => heir.store(event)))) {
      reportLost(log, events.slice(index))
      break
    }
  await heir.end()
}

/** Events that no ledger took in time: nobody saw their answers whole. What a charge by hand would need stands in the log. */
export function reportLost(log: Logger, events: readonly UsageEvent[]): void {
  for (const event of events)
    log.fatal(
      { requestId: event.id, event: toJson(event) },
      'an event is not known to be stored; nobody saw its answer whole, and it will not be charged',
    )
}

/** Writes for a gateway that may not any more. It has no heartbeat: fenced for that, it takes a fresh id. */
class Heir {
  #id: GatewayId | null = null

  constructor(private readonly parts: Parts) {}

  async store(event: UsageEvent): Promise<void> {
    const { db, log, clock } = this.parts
    const id = (this.#id ??= await this.#register())
    try {
      await fundAndSettle(db, id, [event], clock.now())
    } catch (error) {
      if (error instanceof GatewayFenced) this.#id = null
      if (!(error instanceof InsufficientBudget)) throw error
      log.error(
        { requestId: event.id, absorbedNanos: String(event.costNanos) },
        'an event could not be paid; it is ours',
      )
      await fundAndSettle(db, id, [toAbsorbed(event)], clock.now())
    }
  }

  async end(): Promise<void> {
    if (this.#id) await fenceGateway(this.parts.db, this.#id).catch(() => undefined)
  }

  async #register(): Promise<GatewayId> {
    const { db, clock, settings } = this.parts
    const id = newId('gateway', clock.now())
    await registerGateway(db, { id, mode: settings.mode, fenceAfterMs: settings.fenceAfterMs })
    return id
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
async function insist(
  { log, clock }: Parts,
  deadlineMs: number,
  attempt: () => Promise<unknown>,
): Promise<boolean> {
  for (;;) {
    try {
      await attempt()
      return true
    } catch (error) {
      log.warn({ err: error }, 'the last events could not be stored yet')
      if (clock.monotonic() >= deadlineMs) return false
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }
}
