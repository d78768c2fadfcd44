import type { Scope } from '@/lib/control/channel'
import type { Nanos } from '@/lib/money'
import { periodOf, type Period } from '@/lib/period'
import type { ModelGateway, OpenRequest } from '@/lib/proof/gateway'
import { CEILING, KEYS, SCOPES } from '@/lib/proof/ledger'
import type { World } from '@/lib/proof/world'
import { startOfDay, startOfHour } from '@/lib/usage/buckets'

/** An invariant does not hold. */
export class Broken extends Error {
  override name = 'Broken'
}

/**
 * Invariant 2, at every admission: whatever the providers will bill for what is in flight, beside what they have billed, is
 * within the limit in force; and nobody admits who is fenced, or in a period that this gateway knows to be barred.
 */
export function checkAdmission(world: World, gateway: ModelGateway, { hold }: OpenRequest): void {
  const { ledger } = world
  if (ledger.gateways.get(gateway.id)?.fenced) throw new Broken(`${gateway.id} admits, and is fenced`)
  const period = ledger.books.periods.get(hold.period)
  if (period?.state === 'closed')
    throw new Broken(`${hold.id} is admitted in ${hold.period}, which is closed`)
  if (period && gateway.appliedEpoch >= period.closingEpoch)
    throw new Broken(`${hold.id} is admitted in ${hold.period} after its closing was acknowledged`)
  for (const scope of ['account', hold.keyId] as const) {
    const most = highestLimitSince(world, gateway.appliedEpoch, scope)
    const billed = couldBeBilled(world, hold.period, scope)
    if (most !== null && billed > most && hold.nanos > 0n)
      throw new Broken(`${scope}: requests could be billed ${billed} under a limit of ${most}`)
  }
}

/** What the providers have billed for what is charged, and would if every request in flight cost all that it may. */
export function couldBeBilled(world: World, period: Period, scope: Scope): Nanos {
  let nanos = 0n
  for (const event of world.ledger.books.events.values())
    if (event.period === period && event.waivedNanos === 0n && (scope === 'account' || event.keyId === scope))
      nanos += event.billNanos
  for (const gateway of world.gateways)
    if (!world.ledger.gateways.get(gateway.id)?.fenced) nanos += gateway.exposure(period, scope)
  return nanos
}

/** The limits that may still count for a gateway: those it has applied, and what came since. Null: unlimited. */
export function highestLimitSince(world: World, epoch: number, scope: Scope): Nanos | null {
  const limits = world.limits.slice(epoch).map(each => each.get(scope) ?? null)
  if (scope !== 'account' && limits.includes(null)) return null
  return limits.reduce<Nanos>((most, limit) => ((limit ?? CEILING) > most ? (limit ?? CEILING) : most), 0n)
}

/** Invariants 1 and 3, and what the ledger promises of its grants, at any moment. */
export function checkLedger(world: World): void {
  const { ledger } = world
  const { books } = ledger
  for (const id of world.completed)
    if (!books.events.has(id)) throw new Broken(`a client saw ${id} complete, and it has no event`)
  const periods = new Set([...ledger.shards.values()].map(({ period }) => period))
  for (const { period } of books.events.values()) periods.add(period)
  for (const period of periods) {
    checkGrants(world, period)
    checkSums(world, period)
  }
  checkFolded('hour', books.base, books.hourly, startOfHour, books.hourlyUntil)
  checkFolded('day', books.base, books.daily, startOfDay, books.dailyUntil)
}

function checkGrants({ ledger }: World, period: Period): void {
  for (const scope of SCOPES) {
    let granted = 0n
    for (const shard of ledger.shards.values()) {
      if (shard.period !== period || shard.scope !== scope) continue
      if (shard.spent > shard.granted) throw new Broken(`${scope}: ${shard.spent} spent of ${shard.granted}`)
      granted += shard.granted
    }
    const allocated = ledger.budgets.get(`${period} ${scope}`) ?? 0n
    if (allocated !== granted) throw new Broken(`${scope}: ${allocated} allocated, ${granted} granted`)
  }
}

/** Σ events = Σ base = Σ spent, by account and by key; and what a period came to when it closed, it comes to for ever. */
function checkSums(world: World, period: Period): void {
  const { books } = world.ledger
  const total = books.totalOf(period)
  let base = 0n
  for (const [bucket, nanos] of books.base) if (periodOf(new Date(bucket)) === period) base += nanos
  if (base !== total) throw new Broken(`${period}: events cost ${total}, base says ${base}`)
  for (const scope of SCOPES) {
    const cost = books.totalOf(period, scope === 'account' ? {} : { keyId: KEYS.find(key => key === scope) })
    const spent = world.ledger.spent(period, scope)
    if (cost !== spent) throw new Broken(`${period} ${scope}: events cost ${cost}, shards say ${spent}`)
  }
  if (books.periods.get(period)?.state !== 'closed') return
  const closedAt = world.closedAt.get(period)
  if (closedAt === undefined) world.closedAt.set(period, total)
  else if (closedAt !== total) throw new Broken(`${period} closed at ${closedAt}, and came to ${total} later`)
}

function checkFolded(
  unit: string,
  base: ReadonlyMap<number, Nanos>,
  table: ReadonlyMap<number, Nanos>,
  bucketOf: (at: Date) => Date,
  until: Date,
): void {
  const want = new Map<number, Nanos>()
  for (const [quarter, nanos] of base) {
    if (quarter >= until.getTime()) continue
    const bucket = bucketOf(new Date(quarter)).getTime()
    want.set(bucket, (want.get(bucket) ?? 0n) + nanos)
  }
  for (const [bucket, nanos] of want)
    if ((table.get(bucket) ?? 0n) !== nanos)
      throw new Broken(
        `the ${unit} from ${new Date(bucket).toISOString()} is ${table.get(bucket)}, not ${nanos}`,
      )
}
