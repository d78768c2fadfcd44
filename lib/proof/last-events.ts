import type { GatewayId } from '@/lib/ids'
import { periodOf } from '@/lib/period'
import type { ModelEvent } from '@/lib/proof/books'
import { ACCOUNT, type ModelLedger } from '@/lib/proof/ledger'

/**
 * Stores an event of a fenced gateway under an id of its own, as production does: paid from what the limits leave, exactly,
 * else absorbed.
 */
export function storeLastEvent(ledger: ModelLedger, heir: GatewayId, event: ModelEvent, nowMs: number): void {
  ledger.register(heir, nowMs)
  const period = periodOf(event.admittedAt)
  const need = event.costNanos
  const { shards } = ledger.lease({
    gatewayId: heir,
    accountId: ACCOUNT,
    period,
    asks: (['account', event.keyId] as const).map(scope => ({
      scope,
      seq: 0,
      minNanos: need,
      needNanos: need,
      wantNanos: 0n,
    })),
  })
  const isPaid = shards.every(shard => shard.grantedNanos >= need)
  const stored = isPaid
    ? event
    : { ...event, costNanos: 0n, absorbedNanos: event.absorbedNanos + need, billNanos: 0n }
  ledger.commitSettle(ledger.beginSettle(heir, [stored]))
  ledger.fence(heir)
}
