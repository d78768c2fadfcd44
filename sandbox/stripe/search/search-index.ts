import type { SQLInputValue } from 'node:sqlite'
import { isSearchable, type SearchableKind } from '@/sandbox/stripe/search/fields'
import type { Clause, Query } from '@/sandbox/stripe/search/query'
import type { Store } from '@/sandbox/stripe/store'
import type { Objects } from '@/sandbox/stripe/types'

/** Stripe: under a minute, as a rule. */
const usualLag = 60

const schema = `
  CREATE TABLE IF NOT EXISTS search_queue (id TEXT PRIMARY KEY, due_at INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS search_queue_due ON search_queue (due_at);
  CREATE TABLE IF NOT EXISTS search_index (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS search_index_kind ON search_index (kind, seq);
`

/**
 * What search sees: a copy that follows the objects some time later, as the real one does. A change is noted when it
 * happens and copied when it is due; what was changed again meanwhile is copied as it is then.
 */
export class SearchIndex {
  /** Seconds of the sandbox's clock that a change takes to be found. */
  lagSeconds = usualLag

  constructor(
    private readonly store: Store,
    private readonly nowSeconds: () => number,
  ) {
    store.db.exec(schema)
    store.onChange = (kind, id) => {
      if (!isSearchable(kind)) return
      const note = 'INSERT OR IGNORE INTO search_queue (id, due_at) VALUES (?, ?)'
      store.sql(note).run(id, nowSeconds() + this.lagSeconds)
    }
  }

  /** Copies what is due. */
  refresh(): void {
    refreshIndex(this.store, this.nowSeconds())
  }
}

function refreshIndex(store: Store, now: number): void {
  if (!store.sql('SELECT 1 FROM search_queue WHERE due_at <= ? LIMIT 1').get(now)) return
  store.transaction(() => {
    const due = 'objects AS o JOIN search_queue AS q ON q.id = o.id AND q.due_at <= ?'
    store
      .sql(
        `INSERT OR REPLACE INTO search_index (id, seq, kind, body) SELECT o.id, o.seq, o.kind, o.body FROM ${due}`,
      )
      .run(now)
    store.sql(`DELETE FROM search_index WHERE id IN (SELECT o.id FROM ${due} WHERE o.deleted = 1)`).run(now)
    store.sql('DELETE FROM search_queue WHERE due_at <= ?').run(now)
  })
}

export interface Found<K extends SearchableKind> {
  data: Objects[K][]
  /** Where the next page begins; null after the last. */
  next: number | null
}

/** A page of what the index holds of a kind, newest first, from below `before` on. */
export function searchIndexed<K extends SearchableKind>(
  store: Store,
  kind: K,
  query: Query,
  page: { now: number; limit: number; before: number | undefined },
): Found<K> {
  refreshIndex(store, page.now)
  const terms = query.clauses.map(termOf)
  const where = terms.map(term => term.sql).join(` ${query.combine} `)
  const text = `SELECT seq, body FROM search_index WHERE kind = ? AND seq < ? AND (${where}) ORDER BY seq DESC LIMIT ?`
  const values = terms.flatMap(term => term.values)
  const before = page.before ?? Number.MAX_SAFE_INTEGER
  const rows = store.sql(text).all(kind, before, ...values, page.limit + 1)
  const shown = rows.slice(0, page.limit)
  return {
    data: shown.map(row => JSON.parse(String(row.body)) as Objects[K]),
    next: rows.length > page.limit ? Number(shown.at(-1)?.seq) : null,
  }
}

function termOf({ path, operator, value, negated }: Clause): { sql: string; values: SQLInputValue[] } {
  const term = positive(path, operator, value)
  // A field that is not there is not equal to anything: `-` finds it.
  return negated ? { ...term, sql: `NOT coalesce(${term.sql}, 0)` } : term
}

function positive(path: string, operator: Clause['operator'], value: Clause['value']) {
  const field = 'json_extract(body, ?)'
  if (value === null) return { sql: `(${field} IS NULL)`, values: [path] }
  if (operator === '~') {
    return { sql: `(instr(lower(${field}), lower(?)) > 0)`, values: [path, String(value)] }
  }
  if (typeof value === 'number')
    return { sql: `(${field} ${operator === ':' ? '=' : operator} ?)`, values: [path, value] }
  // JSON's true and false come out of json_extract as 1 and 0.
  const compared = value === 'true' ? '1' : value === 'false' ? '0' : value
  return { sql: `(lower(CAST(${field} AS TEXT)) = lower(?))`, values: [path, compared] }
}
