import type { Store } from '@/sandbox/stripe/store'

/** What Stripe does by itself some time after what led to it (see due.ts). */
const tasks = ['dispute', 'end_dispute', 'judge_dispute', 'settle_refund', 'verify_tax_id'] as const
export type Task = (typeof tasks)[number]

export interface Scheduled {
  seq: number
  /** Unix seconds on the sandbox's clock. */
  at: number
  /** Undefined when an older version of the sandbox planned something that there is no more. */
  task: Task | undefined
  /** Id of what it is about. */
  object: string
}

export const scheduleSchema = `
  CREATE TABLE IF NOT EXISTS scheduled (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    task TEXT NOT NULL,
    object TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS scheduled_at ON scheduled (at, seq);
`

export function schedule(store: Store, at: number, task: Task, object: string): void {
  store.sql('INSERT INTO scheduled (at, task, object) VALUES (?, ?, ?)').run(at, task, object)
}

/** The first that is due by then. */
export function nextScheduled(store: Store, until: number): Scheduled | undefined {
  const row = store.sql('SELECT * FROM scheduled WHERE at <= ? ORDER BY at, seq LIMIT 1').get(until)
  if (!row) return undefined
  const task = tasks.find(name => name === row.task)
  return { seq: Number(row.seq), at: Number(row.at), task, object: String(row.object) }
}

export function unschedule(store: Store, seq: number): void {
  store.sql('DELETE FROM scheduled WHERE seq = ?').run(seq)
}
