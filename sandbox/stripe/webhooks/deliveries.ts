import type { Filter, Store } from '@/sandbox/stripe/store'
import type { StoredEvent } from '@/sandbox/stripe/types'
import { send, type Sent } from '@/sandbox/stripe/webhooks/send'

export interface Delivery {
  id: number
  event: string
  endpoint: string
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  attempts: number
  /** Milliseconds on the sandbox's clock. */
  next_at: number
  last_status: number | null
  last_error: string | null
}

/** What may be made to go wrong between Stripe and the webhook, until it is set back. */
export interface Weather {
  /** Wait before the first attempt. */
  delay_ms: number
  /** Extra copies of each event. */
  duplicates: number
  /** Gather what happens within this time, then deliver newest first, one by one. */
  reorder_ms: number
  /** Lose the event: it is recorded, never sent, and can be sent again by hand. */
  drop: boolean
  /** Only these event types; empty means all. */
  types: string[]
}
export const fairWeather: Weather = { delay_ms: 0, duplicates: 0, reorder_ms: 0, drop: false, types: [] }

const second = 1000
const minute = 60 * second
const hour = 60 * minute
/** Waits between attempts. The first are far shorter than Stripe's, so that nobody sits waiting for an app that was restarting. */
const backOff = [
  second,
  5 * second,
  30 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  12 * hour,
]
const giveUpAfter = 72 * hour
const atOnce = 8

const schema = `
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    last_status INTEGER,
    last_error TEXT
  );
  CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, next_at);
  CREATE INDEX IF NOT EXISTS deliveries_event ON deliveries (event);
`

export function pendingDeliveries(store: Store, event: string): number {
  const row = store
    .sql(`SELECT count(*) AS n FROM deliveries WHERE event = ? AND state = 'pending'`)
    .get(event)
  return Number(row?.n)
}

/** Takes events to the webhook endpoints: at least once, in no promised order, tried again for three days. */
export class Deliveries {
  weather: Weather = { ...fairWeather }
  private running: Promise<void> | undefined
  private again = false
  private readonly stopping = new AbortController()

  constructor(
    private readonly store: Store,
    private readonly nowMs: () => number,
    private readonly log: (message: string, details: object) => void,
  ) {
    store.db.exec(schema)
  }

  /** Queues an event for every endpoint that wants it, in the caller's transaction. True when there is one. */
  enqueue(event: StoredEvent): boolean {
    const now = this.nowMs()
    const concerned = this.weather.types.length === 0 || this.weather.types.includes(event.type)
    const { delay_ms: delay, duplicates, reorder_ms: reorder, drop } = concerned ? this.weather : fairWeather
    const insert = this.store.sql(
      'INSERT INTO deliveries (event, endpoint, state, created_at, next_at) VALUES (?, ?, ?, ?, ?)',
    )
    const endpoints = this.store
      .all('webhook_endpoint', wanted)
      .filter(endpoint => wants(endpoint.enabled_events, event.type))
    for (const endpoint of endpoints) {
      for (let copy = 0; copy <= duplicates; copy += 1) {
        insert.run(event.id, endpoint.id, drop ? 'dropped' : 'pending', now, now + delay + reorder)
      }
    }
    return endpoints.length > 0
  }

  /** Starts delivering what is due, without waiting for it. */
  wake(): void {
    this.deliverDue().catch((error: unknown) =>
      this.log('webhook delivery stopped', { error: String(error) }),
    )
  }

  /** Makes one attempt at everything that is due, and returns when all have been made. */
  async deliverDue(): Promise<void> {
    if (this.running) {
      this.again = true
      return this.running
    }
    this.running = this.drain().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  /** Sends an event once more to the same endpoint, now. */
  resend(id: number): Delivery | undefined {
    const update = this.store.sql(
      `UPDATE deliveries SET state = 'pending', next_at = ?, created_at = ? WHERE id = ?`,
    )
    update.run(this.nowMs(), this.nowMs(), id)
    return this.find(id)
  }

  find(id: number): Delivery | undefined {
    const row = this.store.sql('SELECT * FROM deliveries WHERE id = ?').get(id)
    return row && asDelivery(row)
  }

  /** Newest first. */
  latest(limit: number, event?: string): Delivery[] {
    const where = event ? 'WHERE event = ?' : ''
    const rows = this.store
      .sql(`SELECT * FROM deliveries ${where} ORDER BY id DESC LIMIT ?`)
      .all(...(event ? [event] : []), limit)
    return rows.map(asDelivery)
  }

  countByState(): Record<string, number> {
    const rows = this.store.sql('SELECT state, count(*) AS n FROM deliveries GROUP BY state').all()
    return Object.fromEntries(rows.map(row => [String(row.state), Number(row.n)]))
  }

  /** Breaks off what is on its way: it is sent again after the next start. */
  async close(): Promise<void> {
    this.stopping.abort()
    await this.running
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted
  }

  private async drain(): Promise<void> {
    do {
      this.again = false
      const due = this.due()
      const lanes = this.weather.reorder_ms > 0 ? 1 : atOnce
      const queue = this.weather.reorder_ms > 0 ? due.reverse() : due
      const lane = async () => {
        for (let next = queue.shift(); next && !this.stopped; next = queue.shift()) await this.attempt(next)
      }
      await Promise.all(Array.from({ length: lanes }, lane))
    } while (this.again && !this.stopped)
  }

  private due(): Delivery[] {
    const text = `SELECT * FROM deliveries WHERE state = 'pending' AND next_at <= ? ORDER BY id LIMIT 1000`
    return this.store.sql(text).all(this.nowMs()).map(asDelivery)
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const event = this.store.find('event', delivery.event)
    const endpoint = this.store.find('webhook_endpoint', delivery.endpoint)
    if (!event || endpoint?.status !== 'enabled') {
      this.record(delivery, { status: null, error: 'the endpoint is gone or disabled' }, true)
      return
    }
    const secret = String(this.store.hidden(endpoint.id).secret)
    const shown = { ...event, pending_webhooks: pendingDeliveries(this.store, event.id) }
    const sent = await send(endpoint.url, JSON.stringify(shown, null, 2), [secret], this.stopping.signal)
    if (!this.stopped) this.record(delivery, sent, false)
  }

  private record(delivery: Delivery, { status, error }: Sent, final: boolean): void {
    const now = this.nowMs()
    const ok = status !== null && status >= 200 && status < 300
    const attempts = delivery.attempts + 1
    const wait = backOff[Math.min(attempts, backOff.length) - 1] ?? giveUpAfter
    const text = `UPDATE deliveries SET attempts = ?, last_status = ?, last_error = ?, next_at = ?,
      state = CASE WHEN ? THEN 'delivered' WHEN ? OR created_at + ${giveUpAfter} < ? THEN 'failed' ELSE 'pending' END WHERE id = ?`
    this.store
      .sql(text)
      .run(attempts, status, error, now + wait, Number(ok), Number(final), now + wait, delivery.id)
    if (!ok) this.log('webhook not accepted', { event: delivery.event, attempts, status, error })
  }
}

const wanted: Filter[] = [{ field: 'status', value: 'enabled' }]
const wants = (types: string[], type: string) => types.includes('*') || types.includes(type)

/** Only this file writes the table. */
const asDelivery = (row: object) => ({ ...row }) as Delivery
