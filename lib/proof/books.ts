import type { KeyId, RequestId } from '@/lib/ids'
import type { Nanos } from '@/lib/money'
import { periodOf, type Period } from '@/lib/period'
import { earlier, startOfDay, startOfHour, startOfQuarter } from '@/lib/usage/buckets'
import type { UsageEvent } from '@/lib/usage/event'

/** What the proof needs of a usage event, and what the provider billed for it. */
export interface ModelEvent extends Pick<
  UsageEvent,
  'id' | 'keyId' | 'admittedAt' | 'costNanos' | 'absorbedNanos'
> {
  readonly billNanos: Nanos
}

export interface StoredEvent extends ModelEvent {
  readonly period: Period
  readonly waivedNanos: Nanos
}

export type PeriodState = 'closing' | 'closed'

/** What settlement reads before it writes: under the shared lock, none of it can change until it has committed. */
export interface Snapshot {
  readonly closed: ReadonlySet<Period>
  readonly hourlyMarked: Date
  readonly dailyMarked: Date
}

const LONG_AGO = new Date('2026-10-01T00:00:00.000Z')

/** Events, their rollups and the periods' states, as the database keeps them: what the settle, fold and close statements do. */
export class Books {
  readonly events = new Map<RequestId, StoredEvent>()
  readonly periods = new Map<Period, { state: PeriodState; readonly closingEpoch: number }>()
  readonly base = new Map<number, Nanos>()
  readonly hourly = new Map<number, Nanos>()
  readonly daily = new Map<number, Nanos>()
  hourlyMarked = LONG_AGO
  hourlyUntil = LONG_AGO
  dailyMarked = LONG_AGO
  dailyUntil = LONG_AGO

  snapshot(): Snapshot {
    const closed = [...this.periods].filter(([, { state }]) => state === 'closed').map(([period]) => period)
    return { closed: new Set(closed), hourlyMarked: this.hourlyMarked, dailyMarked: this.dailyMarked }
  }

  /** Those that are not stored yet, once each, as they would be stored. */
  incoming(events: readonly ModelEvent[], { closed }: Snapshot): StoredEvent[] {
    const fresh = new Map(events.filter(({ id }) => !this.events.has(id)).map(event => [event.id, event]))
    return [...fresh.values()].map(event => {
      const period = periodOf(event.admittedAt)
      return closed.has(period)
        ? { ...event, period, costNanos: 0n, waivedNanos: event.costNanos }
        : { ...event, period, waivedNanos: 0n }
    })
  }

  store(events: readonly StoredEvent[], { hourlyMarked, dailyMarked }: Snapshot): void {
    for (const event of events) {
      this.events.set(event.id, event)
      const { admittedAt, costNanos } = event
      add(this.base, startOfQuarter(admittedAt), costNanos)
      if (admittedAt < hourlyMarked) add(this.hourly, startOfHour(admittedAt), costNanos)
      if (admittedAt < dailyMarked) add(this.daily, startOfDay(admittedAt), costNanos)
    }
  }

  /** From here on settlement adds to the folded tables itself, up to `now`'s hour and day. */
  mark(now: Date): void {
    if (startOfHour(now) > this.hourlyMarked) this.hourlyMarked = startOfHour(now)
    const days = earlier(startOfDay(now), startOfDay(this.hourlyUntil))
    if (days > this.dailyMarked) this.dailyMarked = days
  }

  /** Adds what the marked spans lack, in one snapshot. */
  fold(): void {
    this.#addMissing(this.hourly, startOfHour, this.hourlyUntil, this.hourlyMarked)
    this.#addMissing(this.daily, startOfDay, this.dailyUntil, this.dailyMarked)
    this.hourlyUntil = this.hourlyMarked
    this.dailyUntil = this.dailyMarked
  }

  /** What a period's events cost, as they say themselves. */
  totalOf(period: Period, of: { readonly keyId?: KeyId } = {}): Nanos {
    let total = 0n
    for (const event of this.events.values())
      if (event.period === period && (of.keyId ?? event.keyId) === event.keyId) total += event.costNanos
    return total
  }

  #addMissing(table: Map<number, Nanos>, bucketOf: (at: Date) => Date, from: Date, to: Date): void {
    const missing = new Map<number, Nanos>()
    for (const [quarter, nanos] of this.base)
      if (quarter >= from.getTime() && quarter < to.getTime())
        add(missing, bucketOf(new Date(quarter)), nanos)
    for (const [bucket, nanos] of missing) table.set(bucket, nanos)
  }
}

function add(table: Map<number, Nanos>, bucket: Date, nanos: Nanos): void {
  table.set(bucket.getTime(), (table.get(bucket.getTime()) ?? 0n) + nanos)
}
