import type { Nanos } from '@/lib/money'
import { periodOf } from '@/lib/period'
import { Broken } from '@/lib/proof/checks'
import { ACCOUNT, FENCE_AFTER_MS, KEYS } from '@/lib/proof/ledger'
import type { World } from '@/lib/proof/world'

const [KEY = 'key_1'] = KEYS

/** Everyone is reached again, every request ends, everything idle goes back, the dead are fenced and reclaimed, all is folded. */
export function comeToRest(world: World): void {
  for (const gateway of world.gateways) gateway.isCutOff = false
  // Transactions of the dead end first: a fence waits for them.
  world.calm()
  world.wait(FENCE_AFTER_MS + 2_000)
  world.calm()
  for (const gateway of world.gateways) {
    gateway.waiting.length = 0
    for (const request of gateway.requests.values()) if (!request.event) gateway.finish(request, 50)
  }
  world.calm()
  world.storeLastEvents()
  for (let rounds = 0; rounds < 5; rounds += 1) {
    for (const gateway of world.gateways) gateway.sendGiveBacks(gateway.budget.giveAllBack())
    world.calm()
  }
  world.ledger.reclaim()
  world.ledger.mark(world.platformNow)
  world.ledger.books.fold()
}

/** At rest only what was spent is handed out, nothing waits to be stored, and what the limits leave can be spent. */
export function checkRest(world: World): void {
  const { ledger } = world
  for (const gateway of world.gateways)
    if (gateway.queue.pending.length > 0) throw new Broken(`${gateway.id} has not stored everything`)
  for (const [key, allocated] of ledger.budgets) {
    const [period, scope] = key.split(' ')
    const spent = [...ledger.shards.values()]
      .filter(shard => shard.period === period && shard.scope === scope)
      .reduce((sum, shard) => sum + shard.spent, 0n)
    if (allocated !== spent) throw new Broken(`${key}: ${allocated} is handed out at rest, ${spent} is spent`)
  }
  checkLeft(world)
}

function checkLeft(world: World): void {
  const { ledger } = world
  const period = periodOf(world.platformNow)
  const [gateway] = world.gateways
  const left = (['account', KEY] as const)
    .map(scope => [ledger.limitOf(scope).limitNanos, ledger.spent(period, scope)] as const)
    .reduce<Nanos>(
      (least, [limit, spent]) => (limit !== null && limit - spent < least ? limit - spent : least),
      9_999n,
    )
  if (!gateway || left <= 0n) return
  world.wait(2_000)
  const hold = { id: 'req_last', accountId: ACCOUNT, keyId: KEY, period, nanos: left } as const
  const lease = gateway.budget.leaseFor(ACCOUNT, period, [hold], world.nowMs)
  if (lease) gateway.sendLease(lease)
  world.calm()
  const outcome = gateway.budget.reserve(hold, world.nowMs)
  if (outcome.kind !== 'reserved')
    throw new Broken(`${left} is left, and a request for it is ${outcome.kind}`)
}
