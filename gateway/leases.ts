import type { Db } from '@/db/client'
import type { Metrics } from '@/gateway/metrics/metrics'
import type { Scope } from '@/lib/control/channel'
import { announceShortage } from '@/lib/control/commands'
import { GatewayFenced } from '@/lib/gateways/fenced'
import type { AccountId, KeyId } from '@/lib/ids'
import type { Budget, Hold, Reservation } from '@/lib/limits/budget'
import type { GiveBackRequest, LeaseRequest } from '@/lib/limits/lease'
import { giveBack, lease } from '@/lib/limits/leases/commands'
import type { Logger } from '@/lib/log'
import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'

export type ReserveOutcome = Exclude<Reservation, { kind: 'short' }> | { readonly kind: 'unavailable' }

interface Options {
  readonly db: Db
  readonly budget: Budget
  readonly log: Logger
  readonly monotonicMs: () => number
  readonly leaseWithinMs: number
  readonly metrics: Metrics
  onFenced(): void
}

interface Queue {
  readonly accountId: AccountId
  readonly period: Period
  waiting: { keyId: KeyId; nanos: Nanos; resolve: (ok: boolean) => void }[]
  running: boolean
}

const backgroundEveryMs = 100
const shortageEveryMs = 1_000
const forgetEveryMs = 60_000
/** A give-back whose outcome is unknown is made up again. */
const giveBackTurns = 3

/**
 * Drives the budget machine against the database: reservations are made in memory; where the lease is short, the requests of
 * one account wait together for one lease call. The machine says what to ask for, this class asks and reports back.
 */
export class Leases {
  readonly #queues = new Map<string, Queue>()
  /** Operations under way, by account and period; the machine allows one per scope. */
  readonly #inFlight = new Map<string, Set<Promise<boolean>>>()
  readonly #shortageSaidAt = new Map<string, number>()
  readonly #timer: NodeJS.Timeout
  #forgotAtMs = 0

  constructor(private readonly options: Options) {
    this.#timer = setInterval(() => this.tend(), backgroundEveryMs)
  }

  get budget(): Budget {
    return this.options.budget
  }

  /** Holds money for a request in its account and its key. Waits for the database only where the lease in memory is short. */
  reserve(hold: Hold): ReserveOutcome | Promise<ReserveOutcome> {
    const first = this.budget.reserve(hold, this.options.monotonicMs())
    if (first.kind !== 'short') {
      if (first.kind === 'reserved') this.options.metrics.reserved('in_memory')
      return this.#refusedOr(hold, first)
    }
    this.options.metrics.reserved('waited')
    return this.#waitFor(hold)
  }

  /** The most that a new request could hold: null where nothing limits it. Asks the ledger where it is not known yet. */
  async room(accountId: AccountId, keyId: KeyId, period: Period): Promise<Nanos | null | 'unavailable'> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const room = this.budget.room(accountId, keyId, period)
      if (room !== undefined) return room
      if (!(await this.#round(accountId, keyId, period, 0n))) return 'unavailable'
    }
    return 'unavailable'
  }

  /** Makes what is idle of these budgets free for others: what is idle here has gone back when this resolves, other gateways are asked for theirs. */
  async freeIdle(accountId: AccountId, scopes: readonly Scope[], period: Period): Promise<void> {
    const settle = () => Promise.all(this.#inFlight.get(`${accountId} ${period}`) ?? [])
    // What an operation under way brings is idle too.
    await settle()
    for (const scope of scopes) {
      this.budget.squeeze(accountId, scope, period)
      this.#announceShortage(accountId, scope, period)
    }
    this.tend()
    await settle()
  }

  /** Tops up what runs low and gives back what is not needed. */
  tend(): void {
    const now = this.options.monotonicMs()
    for (const request of this.budget.topUps(now)) void this.#lease(request)
    for (const request of this.budget.giveBacks(now)) void this.#giveBack(request)
    if (now - this.#forgotAtMs < forgetEveryMs) return
    this.#forgotAtMs = now
    this.budget.forget(now)
  }

  /** On a clean stop: everything that is not spent goes back, once nothing is in flight any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([...this.#inFlight.values()].flatMap(running => [...running]))
    for (let turn = 0; turn < giveBackTurns; turn += 1)
      for (const request of this.budget.giveAllBack()) await this.#giveBack(request)
  }

  /** On a fence: the database takes back what this gateway held. */
  abandon(): void {
    clearInterval(this.#timer)
    for (const queue of this.#queues.values())
      for (const waiter of queue.waiting.splice(0)) waiter.resolve(false)
  }

  async #waitFor(hold: Hold): Promise<ReserveOutcome> {
    const deadline = this.options.monotonicMs() + this.options.leaseWithinMs
    while (this.options.monotonicMs() < deadline) {
      if (!(await this.#round(hold.accountId, hold.keyId, hold.period, hold.nanos)))
        return { kind: 'unavailable' }
      const outcome = this.budget.reserve(hold, this.options.monotonicMs())
      if (outcome.kind !== 'short') return this.#refusedOr(hold, outcome)
    }
    return { kind: 'unavailable' }
  }

  /** What is held by requests elsewhere may be idle there: the others are asked to give it back, for whoever tries again. */
  #refusedOr(
    hold: Hold,
    outcome: Exclude<Reservation, { kind: 'short' }>,
  ): Exclude<Reservation, { kind: 'short' }> {
    if (outcome.kind === 'refused' && outcome.refusal.reason === 'reserved')
      this.#announceShortage(hold.accountId, outcome.refusal.scope, hold.period)
    return outcome
  }

  /** At most once a second per budget. */
  #announceShortage(accountId: AccountId, scope: Scope, period: Period): void {
    const name = `${accountId} ${scope}`
    const now = this.options.monotonicMs()
    if (now - (this.#shortageSaidAt.get(name) ?? -shortageEveryMs) < shortageEveryMs) return
    if (this.#shortageSaidAt.size > 10_000) this.#shortageSaidAt.clear()
    this.#shortageSaidAt.set(name, now)
    announceShortage(this.options.db, { accountId, scope, period }).catch((error: unknown) =>
      this.options.log.warn({ err: error }, 'a shortage could not be announced'),
    )
  }

  /** Waits for the account's next lease operation; false where it failed. */
  #round(accountId: AccountId, keyId: KeyId, period: Period, nanos: Nanos): Promise<boolean> {
    const name = `${accountId} ${period}`
    const queue = this.#queues.get(name) ?? { accountId, period, waiting: [], running: false }
    this.#queues.set(name, queue)
    return new Promise(resolve => {
      queue.waiting.push({ keyId, nanos, resolve })
      if (!queue.running) void this.#run(name, queue)
    })
  }

  async #run(name: string, queue: Queue): Promise<void> {
    queue.running = true
    while (queue.waiting.length > 0) {
      const { accountId, period } = queue
      // An operation of the background first: the machine would not start a second one for the same scopes.
      await Promise.all(this.#inFlight.get(name) ?? [])
      const waiting = queue.waiting.splice(0)
      const request = this.budget.leaseFor(accountId, period, waiting, this.options.monotonicMs())
      const ok = request === null || (await this.#lease(request))
      for (const waiter of waiting) waiter.resolve(ok)
      // Whoever still falls short has asked again by the next turn of the event loop.
      await new Promise(resolve => setImmediate(resolve))
    }
    queue.running = false
    this.#queues.delete(name)
  }

  #lease(request: LeaseRequest): Promise<boolean> {
    return this.#track(
      request,
      async () => {
        const answer = await lease(this.options.db, request)
        this.budget.applyLease(request, answer, this.options.monotonicMs())
      },
      () => this.budget.leaseFailed(request),
    )
  }

  #giveBack(request: GiveBackRequest): Promise<boolean> {
    return this.#track(
      request,
      async () => {
        const answer = await giveBack(this.options.db, request)
        this.budget.applyGiveBack(request, answer, this.options.monotonicMs())
      },
      () => this.budget.giveBackFailed(request),
    )
  }

  #track(
    { accountId, period }: { accountId: AccountId; period: Period },
    operation: () => Promise<void>,
    failed: () => void,
  ): Promise<boolean> {
    const name = `${accountId} ${period}`
    const running = operation()
      .then(() => true)
      .catch((error: unknown) => {
        failed()
        if (error instanceof GatewayFenced) this.options.onFenced()
        else this.options.log.warn({ err: error, accountId }, 'a lease operation failed')
        return false
      })
      .finally(() => {
        const others = this.#inFlight.get(name)
        others?.delete(running)
        if (others?.size === 0) this.#inFlight.delete(name)
      })
    const known = this.#inFlight.get(name)
    if (known) known.add(running)
    else this.#inFlight.set(name, new Set([running]))
    return running
  }
}
