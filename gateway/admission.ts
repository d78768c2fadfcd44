import type { ChatPlan } from '@/gateway/chat/plan'
import type { Gateway } from '@/gateway/gateway'
import { Refusal } from '@/gateway/refusal'
import type { PriceBook } from '@/lib/catalog/rating'
import { capFor, reserveText } from '@/lib/catalog/reservation'
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
  readonly capTokens: number
  /** Whether the cap is ours; the client is told. */
  readonly capIsOurs: boolean
}

/** A cap of our own is fitted anew when others took what was left in the meantime; not for ever. */
const capAttempts = 3

type Parts = Pick<Gateway, 'clock' | 'catalog' | 'control' | 'leases' | 'settings'>

/**
 * Holds the most that a chat request can cost. A cap of our own shrinks to what is left before the request is refused.
 * @throws Refusal by the error table
 */
export async function admitChat(
  parts: Parts,
  caller: Caller,
  plan: ChatPlan,
  id: RequestId,
): Promise<Admission> {
  const { clock, catalog, control, leases, settings } = parts
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
  for (let attempt = 1; ; attempt += 1) {
    const { cap, source } = capFor(catalog.book, plan.model, admittedAt, { ...plan, remainingNanos: room })
    const nanos = priceOf(catalog.book, plan, admittedAt, cap)
    const reserving = leases.reserve({ ...payer, nanos })
    const outcome = reserving instanceof Promise ? await reserving : reserving
    switch (outcome.kind) {
      case 'reserved':
        return {
          id,
          caller,
          admittedAt,
          reservedNanos: nanos,
          capTokens: cap,
          capIsOurs: source !== 'client',
        }
      case 'barred':
      case 'unavailable':
        throw new Refusal('ledger_unavailable', {})
      case 'refused': {
        const left = leases.budget.room(payer.accountId, payer.keyId, period) ?? null
        const mayShrink = source !== 'client' && attempt < capAttempts && left !== null && left < nanos
        if (!mayShrink || room === left) throw toRefusal(outcome.refusal, period, settings.appUrl)
        room = left
        break
      }
      default:
        never(outcome)
    }
  }
}

/** The most that the request can cost with this cap on its output. */
function priceOf(book: PriceBook, plan: ChatPlan, admittedAt: Date, outputCap: number): Nanos {
  const nanos = reserveText(book, plan.model, admittedAt, {
    inputBound: plan.inputBound,
    n: plan.n,
    outputCap,
  })
  if (nanos === null) throw new Refusal('model_not_found', { model: plan.model.id })
  return nanos
}

function toRefusal(refusal: LimitRefusal, period: Period, appUrl: string): Refusal {
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
