import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { scheduleSchema } from '@/sandbox/stripe/schedule'
import type { Kind, Objects } from '@/sandbox/stripe/types'

export interface Filter {
  /** JSON path below the object's root, for instance `customer` or `parent.invoice_item_details.invoice_item`. */
  field: string
  op?: '=' | '>' | '>=' | '<' | '<='
  /** Of a list, any will do; null means that the field is empty. */
  value: string | number | boolean | null | string[]
}
export interface Range {
  limit: number
  after?: string
  before?: string
  /** Oldest first; Stripe's lists are newest first but for the lines of an invoice. */
  ascending?: boolean
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    hidden TEXT NOT NULL DEFAULT '{}',
    body TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, seq);
`

/** What lists are narrowed by, and due work is found by. */
const indexed: [Kind, string][] = [
  ['billing_portal.session', 'url'],
  ['charge', 'customer'],
  ['charge', 'payment_intent'],
  ['checkout.session', 'customer'],
  ['checkout.session', 'expires_at'],
  ['credit_note', 'customer'],
  ['credit_note', 'invoice'],
  ['credit_note_line_item', 'credit_note'],
  ['customer', 'email'],
  ['customer_balance_transaction', 'customer'],
  ['dispute', 'charge'],
  ['event', 'type'],
  ['invoice', 'automatically_finalizes_at'],
  ['invoice', 'customer'],
  ['invoice', 'next_payment_attempt'],
  ['invoice', 'status'],
  ['invoice_payment', 'invoice'],
  ['invoice_payment', 'payment.payment_intent'],
  ['invoiceitem', 'customer'],
  ['invoiceitem', 'invoice'],
  ['line_item', 'invoice'],
  ['payment_intent', 'customer'],
  ['payment_method', 'customer'],
  ['refund', 'charge'],
  ['setup_attempt', 'setup_intent'],
  ['setup_intent', 'customer'],
  ['tax_id', 'customer'],
]
const indexes = indexed.map(
  ([kind, field]) =>
    `CREATE INDEX IF NOT EXISTS "${kind}.${field}" ON objects (${pathTo(field)}, seq) WHERE kind = '${kind}' AND deleted = 0;`,
)

/** Everything the sandbox knows, in one SQLite file, so that it survives a restart. Every call is synchronous: one request is one transaction. */
export class Store {
  readonly db: DatabaseSync
  /** Told of every object that is made, changed or deleted, within the transaction that does it. */
  onChange: (kind: Kind, id: string) => void = () => undefined
  private readonly statements = new Map<string, StatementSync>()
  private depth = 0

  constructor(file: string) {
    this.db = new DatabaseSync(file)
    this.db.exec([schema, scheduleSchema, ...indexes].join('\n'))
  }

  /** A prepared statement, kept for the next time. */
  sql(text: string): StatementSync {
    const known = this.statements.get(text)
    if (known) return known
    const statement = this.db.prepare(text)
    this.statements.set(text, statement)
    return statement
  }

  /** All or nothing. Can be nested: an inner one that throws undoes its own part only. */
  transaction<T>(work: () => T): T {
    const name = `level_${this.depth}`
    this.db.exec(this.depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`)
    this.depth += 1
    try {
      const result = work()
      this.depth -= 1
      this.db.exec(this.depth === 0 ? 'COMMIT' : `RELEASE ${name}`)
      return result
    } catch (error) {
      this.depth -= 1
      this.db.exec(this.depth === 0 ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`)
      throw error
    }
  }

  insert<K extends Kind>(kind: K, body: Objects[K], hidden: object = {}): void {
    this.sql('INSERT INTO objects (id, kind, body, hidden) VALUES (?, ?, ?, ?)').run(
      body.id,
      kind,
      JSON.stringify(body),
      JSON.stringify(hidden),
    )
    this.onChange(kind, body.id)
  }

  replace<K extends Kind>(kind: K, body: Objects[K]): void {
    this.sql('UPDATE objects SET body = ? WHERE id = ? AND kind = ?').run(JSON.stringify(body), body.id, kind)
    this.onChange(kind, body.id)
  }

  find<K extends Kind>(kind: K, id: string): Objects[K] | undefined {
    const row = this.sql('SELECT body FROM objects WHERE id = ? AND kind = ? AND deleted = 0').get(id, kind)
    return row && parsed<K>(row)
  }

  /** The kind of the object with this id, deleted or not; undefined when there never was one. */
  kindOf(id: string): { kind: Kind; deleted: boolean } | undefined {
    const row = this.sql('SELECT kind, deleted FROM objects WHERE id = ?').get(id)
    return row && { kind: row.kind as Kind, deleted: row.deleted === 1 }
  }

  /** What Stripe keeps about an object and never shows: how a test card behaves, a webhook's secret. */
  hidden(id: string): Record<string, unknown> {
    const row = this.sql('SELECT hidden FROM objects WHERE id = ?').get(id)
    return row ? (JSON.parse(String(row.hidden)) as Record<string, unknown>) : {}
  }

  setHidden(id: string, hidden: object): void {
    this.sql('UPDATE objects SET hidden = ? WHERE id = ?').run(JSON.stringify(hidden), id)
  }

  delete(id: string): void {
    const row = this.sql('UPDATE objects SET deleted = 1 WHERE id = ? RETURNING kind').get(id)
    if (row) this.onChange(row.kind as Kind, id)
  }

  /** Live objects that pass every filter, oldest first. */
  all<K extends Kind>(kind: K, filters: Filter[] = []): Objects[K][] {
    return this.page(kind, filters, { limit: -1, ascending: true }).data
  }

  count(kind: Kind, filters: Filter[] = []): number {
    const { where, values } = conditions(kind, filters)
    return Number(this.sql(`SELECT count(*) AS n FROM objects WHERE ${where}`).get(...values)?.n)
  }

  /** The live object that passes every filter and has the least value in a field. */
  least<K extends Kind>(kind: K, field: string, filters: Filter[]): Objects[K] | undefined {
    const { where, values } = conditions(kind, filters)
    const row = this.sql(
      `SELECT body FROM objects WHERE ${where} ORDER BY ${pathTo(field)}, seq LIMIT 1`,
    ).get(...values)
    return row && parsed<K>(row)
  }

  /** One page; `after` and `before` are ids of live objects of this kind (checked by the caller). */
  page<K extends Kind>(kind: K, filters: Filter[], range: Range): { data: Objects[K][]; hasMore: boolean } {
    const { where, values } = conditions(kind, filters)
    const cursor = range.after ?? range.before
    const backwards = range.before !== undefined
    const ascending = Boolean(range.ascending) !== backwards
    const bound = cursor ? ` AND seq ${ascending ? '>' : '<'} (SELECT seq FROM objects WHERE id = ?)` : ''
    const text = `SELECT body FROM objects WHERE ${where}${bound} ORDER BY seq ${ascending ? 'ASC' : 'DESC'} LIMIT ?`
    const limit = range.limit < 0 ? -1 : range.limit + 1
    const rows = this.sql(text).all(...values, ...(cursor ? [cursor] : []), limit)
    const data = rows.slice(0, range.limit < 0 ? undefined : range.limit).map(row => parsed<K>(row))
    return { data: backwards ? data.reverse() : data, hasMore: range.limit >= 0 && rows.length > range.limit }
  }

  close(): void {
    this.statements.clear()
    this.db.close()
  }
}

function conditions(kind: Kind, filters: Filter[]): { where: string; values: SQLInputValue[] } {
  // The kind stands in the text, so that the indexes made for one kind are found.
  const terms = [`kind = '${kind}'`, 'deleted = 0']
  const values: SQLInputValue[] = []
  for (const { field, op = '=', value } of filters) {
    const path = pathTo(field)
    if (value === null) terms.push(`${path} IS NULL`)
    else if (Array.isArray(value)) terms.push(`${path} IN (SELECT value FROM json_each(?))`)
    else terms.push(`${path} ${op} ?`)
    if (Array.isArray(value)) values.push(JSON.stringify(value))
    else if (value !== null) values.push(typeof value === 'boolean' ? Number(value) : value)
  }
  return { where: terms.join(' AND '), values }
}

function pathTo(field: string): string {
  if (!/^[a-z_.]+$/.test(field)) throw new Error(`not a field: ${field}`)
  return `json_extract(body, '$.${field}')`
}

/** Only `insert` and `replace` write bodies, and both take the kind's own type. */
const parsed = <K extends Kind>(row: Record<string, unknown>) => JSON.parse(String(row.body)) as Objects[K]
