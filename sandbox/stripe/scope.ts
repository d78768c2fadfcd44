import { missing } from '@/sandbox/stripe/api/errors'
import { newId } from '@/sandbox/stripe/ids'
import { present } from '@/sandbox/stripe/resources/present'
import { schedule, type Task } from '@/sandbox/stripe/schedule'
import type { Store } from '@/sandbox/stripe/store'
import type { Kind, Objects, StoredEvent } from '@/sandbox/stripe/types'
import { apiVersion } from '@/sandbox/stripe/version'

export interface Cause {
  id: string | null
  idempotency_key: string | null
}

const nouns: Partial<Record<Kind, string>> = {
  'checkout.session': 'checkout.session',
  payment_method: 'PaymentMethod',
  invoice_payment: 'invoice payment',
  customer_balance_transaction: 'customer balance transaction',
}

/** What an operation works with: the objects, the moment it happens at, and how to make known what it did. Lives for one transaction. */
export class Scope {
  constructor(
    readonly store: Store,
    /** Unix seconds on the sandbox's clock. */
    readonly now: number,
    /** Where the hosted pages are, without a slash at the end. */
    readonly baseUrl: string,
    private readonly onEvent: (event: StoredEvent) => void,
    private readonly cause: Cause = { id: null, idempotency_key: null },
  ) {}

  /** The same, at another moment: what falls due while the clock is moved happens when it was due. */
  at(now: number): Scope {
    return new Scope(this.store, now, this.baseUrl, this.onEvent)
  }

  /** The object a path names, else 404. */
  get<K extends Kind>(kind: K, id: string): Objects[K] {
    const body = this.store.find(kind, id)
    if (!body) throw missing(nouns[kind] ?? kind.replaceAll('_', ' '), id, 'id', true)
    return body
  }

  /** The object a parameter names, else 400. */
  refer<K extends Kind>(kind: K, id: string, param: string): Objects[K] {
    const body = this.store.find(kind, id)
    if (!body) throw missing(nouns[kind] ?? kind.replaceAll('_', ' '), id, param, false)
    return body
  }

  create<K extends Kind>(kind: K, body: Objects[K], eventType?: string, hidden?: object): Objects[K] {
    this.store.insert(kind, body, hidden)
    if (eventType) this.emit(eventType, kind, body)
    return body
  }

  /** Has a task of due.ts done about an object, after so many seconds. */
  later(seconds: number, task: Task, object: string): void {
    schedule(this.store, this.now + seconds, task, object)
  }

  /** Writes what differs. With an event type, and something changed, the event tells the previous values. */
  update<K extends Kind>(
    kind: K,
    before: Objects[K],
    change: Partial<Objects[K]>,
    eventType?: string,
  ): Objects[K] {
    const after = { ...before, ...change }
    const previous = changedValues(before, after)
    if (Object.keys(previous).length === 0) return before
    this.store.replace(kind, after)
    if (eventType) this.emit(eventType, kind, after, previous)
    return after
  }

  emit<K extends Kind>(type: string, kind: K, body: Objects[K], previous?: Record<string, unknown>): void {
    const event: StoredEvent = {
      id: newId('evt'),
      object: 'event',
      api_version: apiVersion,
      created: this.now,
      data: {
        object: present(this.store, kind, body),
        ...(previous ? { previous_attributes: previous } : {}),
      },
      livemode: false,
      pending_webhooks: 0,
      request: this.cause,
      type,
    }
    this.onEvent(event)
  }
}

/** The old values of the fields that differ; a nested object is told field by field, as Stripe does. */
function changedValues(before: object, after: object): Record<string, unknown> {
  const previous: Record<string, unknown> = {}
  const old = new Map<string, unknown>(Object.entries(before))
  const fresh = new Map<string, unknown>(Object.entries(after))
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const was = old.get(key)
    const value = fresh.get(key)
    if (JSON.stringify(was) === JSON.stringify(value)) continue
    previous[key] = isRecord(was) && isRecord(value) ? changedValues(was, value) : (was ?? null)
  }
  return previous
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
