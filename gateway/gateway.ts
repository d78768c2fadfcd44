import type { Db } from '@/db/client'
import { Announcer } from '@/gateway/announcer'
import { Bookkeeping } from '@/gateway/bookkeeping'
import { Callers } from '@/gateway/callers'
import { CatalogCache } from '@/gateway/catalog'
import { GatewayClock } from '@/gateway/clock'
import { Control, type ControlChange } from '@/gateway/control'
import { Leases } from '@/gateway/leases'
import { Metrics } from '@/gateway/metrics/metrics'
import { OpenRequests } from '@/gateway/open-requests'
import { RateLimits } from '@/gateway/rate-limits'
import { RateExchange } from '@/gateway/rates/exchange'
import { Settlement } from '@/gateway/settlement'
import type { GatewaySettings } from '@/gateway/settings'
import { TokenCounter } from '@/gateway/tokens'
import { Upstreams } from '@/gateway/upstream/client'
import { findAdminCaller, type AdminCaller } from '@/lib/admin-keys/authentication/queries'
import { getBarredThrough } from '@/lib/control/queries'
import { newId, type AccountId, type GatewayId } from '@/lib/ids'
import { findCaller } from '@/lib/keys/authentication/queries'
import { Budget } from '@/lib/limits/budget'
import { getEffectiveLimits } from '@/lib/limits/queries'
import type { Logger } from '@/lib/log'

/** One gateway's parts, from its registration in the ledger to its end. It has a fresh id and an empty memory at every start. */
export interface Gateway {
  readonly id: GatewayId
  readonly settings: GatewaySettings
  readonly db: Db
  readonly log: Logger
  readonly clock: GatewayClock
  readonly catalog: CatalogCache
  readonly callers: Callers
  readonly adminCallers: Callers<AdminCaller>
  readonly rateLimits: RateLimits
  readonly rateExchange: RateExchange
  readonly control: Control
  readonly leases: Leases
  readonly settlement: Settlement
  readonly announcer: Announcer
  readonly upstreams: Upstreams
  readonly tokens: TokenCounter
  readonly bookkeeping: Bookkeeping
  readonly openRequests: OpenRequests
  readonly metrics: Metrics
}

interface Hooks {
  /** The ledger has fenced this gateway: it may not go on. */
  onFenced(): void
}

/** Puts the parts together; `control.start` then brings them to life. */
export function assemble(settings: GatewaySettings, db: Db, parentLog: Logger, hooks: Hooks): Gateway {
  const clock = new GatewayClock()
  const id = newId('gateway', clock.now())
  const log = parentLog.child({ gatewayId: id })
  const monotonicMs = () => clock.monotonic()
  const budget = new Budget(id)
  const catalog = new CatalogCache(db)
  const callers = new Callers(hash => findCaller(db, hash), log, monotonicMs)
  const adminCallers = new Callers(hash => findAdminCaller(db, hash), log, monotonicMs)
  const rateLimits = new RateLimits(settings.rateLimits, monotonicMs)
  const openRequests = new OpenRequests(settings.requestLifeMs)
  const announcer = new Announcer(db, log)
  const { onFenced } = hooks
  const metrics: Metrics = new Metrics(() => ({
    openRequests: openRequests.count,
    pendingEvents: settlement.pending.length,
    ledgerIsLive: control.isLive(),
    isFenced: settlement.isFenced,
    liveGateways: rateLimits.liveGateways,
    clockSkewMs: clock.skewMs,
  }))
  const leases = new Leases({
    db,
    budget,
    log,
    monotonicMs,
    leaseWithinMs: settings.leaseWithinMs,
    metrics,
    onFenced,
  })
  const settlement: Settlement = new Settlement({
    db,
    gatewayId: id,
    log,
    now: () => clock.now(),
    settleWithinMs: settings.settleWithinMs,
    holdLastBytes: settings.holdLastBytes,
    monotonicMs,
    metrics,
    openRequests: () => openRequests.count,
    onKnown: (requestId, costNanos) => budget.settled(requestId, costNanos, clock.monotonic()),
    onStored: accountId => announcer.settled(accountId),
    onFenced,
  })
  const control: Control = new Control({
    db,
    id,
    clock,
    log,
    settings,
    oldestReservedPeriod: () => budget.oldestReservedPeriod(),
    apply: changes => applyChanges({ db, budget, catalog, callers, adminCallers, leases }, changes),
    onSqueeze: ({ accountId, scope, period }) => {
      budget.squeeze(accountId, scope, period)
      leases.tend()
    },
    onGateways: count => rateLimits.setLiveGateways(count),
    onFenced,
  })
  return {
    id,
    settings,
    db,
    log,
    clock,
    catalog,
    callers,
    adminCallers,
    rateLimits,
    rateExchange: new RateExchange({ db, id, rateLimits, log }),
    control,
    leases,
    settlement,
    announcer,
    upstreams: new Upstreams(settings.upstreams),
    tokens: new TokenCounter(),
    bookkeeping: new Bookkeeping(db, log),
    openRequests,
    metrics,
  }
}

interface Memory {
  readonly db: Db
  readonly budget: Budget
  readonly catalog: CatalogCache
  readonly callers: Callers
  readonly adminCallers: Callers<AdminCaller>
  readonly leases: Leases
}

/** Brings what is in memory up to committed changes. Once this resolves, nothing is decided by what they replaced. */
async function applyChanges(memory: Memory, changes: readonly ControlChange[]): Promise<void> {
  const { db, budget, catalog, callers, adminCallers, leases } = memory
  const accounts = new Set(
    changes.flatMap(({ kind, accountId }) => (kind === 'account' && accountId ? [accountId] : [])),
  )
  for (const accountId of accounts) {
    callers.drop(accountId)
    adminCallers.drop(accountId)
  }
  for (const accountId of accounts) await applyLimits(db, budget, accountId)
  if (changes.some(({ kind }) => kind === 'catalog')) await catalog.reload()
  if (changes.some(({ kind }) => kind === 'period')) {
    const through = await getBarredThrough(db)
    if (through) budget.bar(through)
  }
  leases.tend()
}

async function applyLimits(db: Db, budget: Budget, accountId: AccountId): Promise<void> {
  const scopes = budget.scopesOf(accountId)
  if (scopes.length === 0) return
  const limits = await getEffectiveLimits(db, accountId, scopes)
  for (const [scope, limit] of limits) budget.limitChanged(accountId, scope, limit)
}
