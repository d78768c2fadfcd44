import { periodOf, previousPeriod } from '@/lib/period'
import type { ModelGateway, OpenRequest } from '@/lib/proof/gateway'
import { ACCOUNT, Blocked, KEYS, SCOPES } from '@/lib/proof/ledger'
import type { Step } from '@/lib/proof/steps'
import type { World } from '@/lib/proof/world'

const FOLD_LAG_MS = 15 * 60_000

/** Makes a step happen, where it can. */
export function happen(world: World, step: Step): void {
  switch (step.kind) {
    case 'request':
      return withGateway(world, step.gateway, gateway => {
        const before = [...gateway.requests.keys()]
        world.request(gateway, KEYS[step.key % KEYS.length] ?? 'key_1', step.ask)
        world.checkAdmitted(gateway, before)
      })
    case 'finish':
      return withRequest(world, step.request, (gateway, request) => gateway.finish(request, step.percent))
    case 'release':
      return withRequest(world, step.request, (gateway, request) => gateway.release(request))
    case 'settle':
      return withGateway(world, step.gateway, gateway => gateway.sendSettlement())
    case 'deliver':
      return pick(world.messages, step.message, message => world.deliver(message))
    case 'commit':
      return world.commit(step.settlement)
    case 'roll back':
      return world.rollBack(step.settlement)
    case 'answer':
      return world.answer(step.answer, step.arrives)
    case 'abandon':
      return pick(world.messages, step.message, message => {
        if (message.abandoned) return
        message.abandoned = true
        message.failed()
      })
    case 'tend':
      return withGateway(world, step.gateway, gateway => gateway.tend())
    case 'squeeze':
      return withGateway(world, step.gateway, gateway => {
        const period = periodOf(world.platformNow)
        for (const scope of SCOPES) gateway.budget.squeeze(ACCOUNT, scope, period)
        gateway.tend()
      })
    case 'heartbeat':
      return withGateway(world, step.gateway, gateway => gateway.sendHeartbeat())
    case 'cut off':
      return withGateway(world, step.gateway, gateway => {
        gateway.isCutOff = !gateway.isCutOff
      })
    case 'crash':
      return withGateway(world, step.gateway, gateway => world.remove(gateway))
    case 'limit':
      world.ledger.setLimit(SCOPES[step.scope] ?? 'account', step.nanos === null ? null : BigInt(step.nanos))
      world.noteChanges()
      if (step.inForce) for (const gateway of [...world.gateways]) world.beat(gateway)
      return
    case 'wait':
      return world.wait(step.ms)
    case 'jump':
      return world.jump(step.to)
    case 'calm':
      return world.calm()
    case 'fence':
      return world.fenceSilent()
    case 'reclaim':
      return world.ledger.reclaim()
    case 'last events':
      return world.storeLastEvents()
    case 'mark':
      return unlessBlocked(() => world.ledger.mark(new Date(world.platformNow.getTime() - FOLD_LAG_MS)))
    case 'fold':
      return world.ledger.books.fold()
    case 'begin closing':
      return world.ledger.beginClosing(previousPeriod(periodOf(world.platformNow)))
    case 'finish closing':
      return unlessBlocked(() => {
        world.ledger.finishClosing(previousPeriod(periodOf(world.platformNow)))
      })
  }
}

function unlessBlocked(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Blocked)) throw error
  }
}

function withGateway(world: World, at: number, work: (gateway: ModelGateway) => void): void {
  pick(world.gateways, at, work)
}

function withRequest(
  world: World,
  at: number,
  work: (gateway: ModelGateway, request: OpenRequest) => void,
): void {
  const unfinished = world.gateways.flatMap(gateway =>
    [...gateway.requests.values()]
      .filter(({ event }) => event === null)
      .map(request => ({ gateway, request })),
  )
  pick(unfinished, at, ({ gateway, request }) => work(gateway, request))
}

function pick<T>(items: readonly T[], at: number, work: (item: T) => void): void {
  const item = items[at % items.length]
  if (item !== undefined) work(item)
}
