import { createHash } from 'node:crypto'
import { invalidRequest, StripeError } from '@/sandbox/stripe/api/errors'
import type { Store } from '@/sandbox/stripe/store'

export interface Answer {
  status: number
  body: unknown
}
export interface Remembered extends Answer {
  requestId: string
}

const keptFor = 24 * 60 * 60
const longestKey = 255

const schema = `
  CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    params TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS idempotency_age ON idempotency (created_at);
`

/** The answers given under each idempotency key, kept for a day of the sandbox's clock; and the keys in use right now. */
export class Idempotency {
  private readonly inUse = new Set<string>()

  constructor(private readonly store: Store) {
    store.db.exec(schema)
  }

  /**
   * The answer already given under this key, or nothing when the request may run.
   * @throws StripeError `idempotency_error` when the key stands for another request, 409 while it is in use.
   */
  recall(key: string, path: string, form: string, now: number): Remembered | undefined {
    if (key.length > longestKey) {
      throw invalidRequest(`Idempotency keys can be up to ${longestKey} characters long.`)
    }
    if (this.inUse.has(key)) {
      throw new StripeError(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
      })
    }
    const row = this.store
      .sql('SELECT * FROM idempotency WHERE key = ? AND created_at > ?')
      .get(key, now - keptFor)
    if (!row) return undefined
    if (row.path !== path) {
      throw mismatch(
        `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${path}' vs '${String(row.path)}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      )
    }
    if (row.params !== digest(form)) {
      throw mismatch(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      )
    }
    return {
      status: Number(row.status),
      body: JSON.parse(String(row.body)) as unknown,
      requestId: String(row.request_id),
    }
  }

  /** Holds a key while its request runs. */
  hold(key: string): void {
    this.inUse.add(key)
  }

  release(key: string): void {
    this.inUse.delete(key)
  }

  /** Keeps an answer, in the transaction of the work it tells of. */
  remember(key: string, path: string, form: string, answer: Remembered, now: number): void {
    const text =
      'INSERT OR REPLACE INTO idempotency (key, path, params, status, body, request_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)'
    this.store
      .sql(text)
      .run(key, path, digest(form), answer.status, JSON.stringify(answer.body), answer.requestId, now)
  }

  /** Forgets keys older than a day. */
  prune(now: number): void {
    this.store.sql('DELETE FROM idempotency WHERE created_at <= ?').run(now - keptFor)
  }
}

const digest = (form: string) => createHash('sha256').update(form).digest('base64url')
const mismatch = (message: string) => new StripeError(400, { type: 'idempotency_error', message })
