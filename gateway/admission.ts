import type { Gateway } from '@/gateway/gateway'
import { Refusal } from '@/gateway/refusal'
import type { RequestId } from '@/lib/ids'
import type { Caller } from '@/lib/keys/authentication/queries'
import type { Refusal as LimitRefusal } from '@/lib/limits/refusal'
import { never } from '@/lib/result'
import type { Nanos } from '@/lib/money'
import { endOf, periodOf, type Period } from '@/lib/period'

/** A request that may be sent: the most it can cost is held in its account's and its key's budget until its event is settled. */
export interface Admission {
  readonly id: RequestId
  readonly caller: Caller
  /** Platform time, fixed here: decides price, bucket and period. */
  readonly admittedAt: Date
  readonly reservedNanos: Nanos
}

/** The most that a request can cost as it would be sent. */
export interface Offer {
  readonly nanos: Nanos
  /** With less left, the request would be made smaller rather than refused. */
  readonly shrinks: boolean
}

/** What would be sent, and its price, at a time and with so much left (null: nothing limits it). */
export type MakeOffer<O extends Offer> = (admittedAt: Date, remainingNanos: Nanos | null) => O

/** A request that shrinks is fitted anew when others took what was left in the meantime; not for ever. */
const fittings = 3

type Parts = Pick<Gateway, 'clock' | 'control' | 'leases' | 'settings'>

/**
 * Holds the most that a request can cost. One that shrinks is fitted to what is left before it is refused.
 * @throws Refusal by the error table
 */
export async function admit<O extends Offer>(
  parts: Parts,
  caller: Caller,
  id: RequestId,
  makeOffer: MakeOffer<O>,
): Promise<Admission & { readonly offer: O }> {
  const { clock, control, leases, settings } = parts
  if (!control.isLive()) throw new Refusal('ledger_unavailable', {})
  const admittedAt = clock.now()
  const period = periodOf(admittedAt)
  const payer = { id, accountId: caller.account.id, keyId: caller.key.id, period }
  let room = leases.budget.room(payer.accountId, payer.keyId, period)
  if (room === undefined) {
    const asked = await leases.room(payer.accountId, payer.keyId, period)
    if (asked === 'unavailable') throw new Refusal('ledger_unavailable', {})
    room = asked
  }
  for (let fitting = 1; ; fitting += 1) {
    const offer = makeOffer(admittedAt, room)
    const { nanos } = offer
    const reserving = leases.reserve({ ...payer, nanos })
    const outcome = reserving instanceof Promise ? await reserving : reserving
    switch (outcome.kind) {
      case 'reserved':
        return { id, caller, admittedAt, reservedNanos: nanos, offer }
      case 'barred':
      case 'unavailable':
        throw new Refusal('ledger_unavailable', {})
      case 'refused': {
        const left = leases.budget.room(payer.accountId, payer.keyId, period) ?? null
        const mayShrink = offer.shrinks && fitting < fittings && left !== null && left < nanos
        if (!mayShrink || room === left) throw toLimitRefusal(outcome.refusal, period, settings.appUrl)
        room = left
        break
      }
      default:
        never(outcome)
    }
  }
}

/** What a client is told of a budget that cannot pay. */
export function toLimitRefusal(refusal: LimitRefusal, period: Period, appUrl: string): Refusal {
  if (refusal.reason === 'reserved')
    return new Refusal('spend_limit_reserved', { requestNanos: refusal.askedNanos })
  return new Refusal(
    refusal.scope === 'account' ? 'account_spend_limit_exceeded' : 'key_spend_limit_exceeded',
    {
      limitNanos: refusal.limitNanos,
      spentNanos: refusal.spentNanos,
      remainingNanos: refusal.remainingNanos,
      requestNanos: refusal.askedNanos,
      resetsAt: endOf(period),
      setBy: refusal.setBy === 'operator' ? 'operator' : 'customer',
      limitsUrl: refusal.scope === 'account' ? `${appUrl}/billing/limits` : `${appUrl}/keys`,
    },
  )
}
