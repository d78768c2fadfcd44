import { sql } from 'drizzle-orm'
import { PgBoss, fromDrizzle, type Db as QueueDb, type Queue } from 'pg-boss'
import type { Db, DbOrTx } from './client'
import type { Sql } from './transaction'

/** A job that runs by the clock: at most one waits or runs, and one whose worker died is taken up within two minutes. */
const scheduled = { policy: 'exclusive', heartbeatSeconds: 30, deleteAfterSeconds: 86_400 } as const

/** Every queue of the platform, in pg-boss's own schema `pgboss`. Made when the database is migrated, so that any process can send. */
export const queues = {
  /** Mails to send. Retried for about a day, ever more slowly; a mail that never went stays as failed. */
  mail: { policy: 'standard', retryLimit: 12, retryDelay: 5, retryBackoff: true, retryDelayMax: 14_400 },
  /**
   * Image jobs, by account and id. A worker is told of a new one at once; one that is not done goes back and comes again, over
   * and over: the job's own deadline ends that. One whose worker died is taken up within half a minute.
   */
  'image-jobs': {
    policy: 'standard',
    notify: true,
    heartbeatSeconds: 10,
    retryLimit: 100_000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 8,
    deleteAfterSeconds: 3_600,
  },
  partitions: { ...scheduled, retryLimit: 5, retryDelay: 60 },
  fold: { ...scheduled, retryLimit: 0 },
  standing: { ...scheduled, retryLimit: 0 },
  'card-expiry': { ...scheduled, retryLimit: 5, retryDelay: 600 },
  sweep: { ...scheduled, retryLimit: 5, retryDelay: 600, expireInSeconds: 14_400 },
  /** A close of many accounts takes a while; one that left something undone goes on a minute later. */
  'close-month': { ...scheduled, retryLimit: 50, retryDelay: 60, expireInSeconds: 14_400 },
} as const satisfies Record<string, Omit<Queue, 'name'>>

export type QueueName = keyof typeof queues

/** Creates pg-boss's schema and every queue, or brings them up to date. */
export async function createQueues(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, max: 2, schedule: false, supervise: false })
  const failures: unknown[] = []
  boss.on('error', error => failures.push(error))
  await boss.start()
  try {
    for (const [name, options] of Object.entries(queues)) {
      await boss.createQueue(name, options)
      const { policy: _fixed, ...changeable } = options
      await boss.updateQueue(name, changeable)
    }
  } finally {
    await boss.stop({ graceful: false })
  }
  if (failures.length > 0) throw new AggregateError(failures, 'pg-boss could not be set up')
}

/** One sender per pool; it works on no queue, and holds no connection of its own. */
const senders = new WeakMap<object, Promise<PgBoss>>()

/**
 * Puts a job on a queue in the caller's transaction: it exists if and only if the transaction commits. `id` makes it unique:
 * a second job of the same id is dropped. Returns whether the job is new.
 */
export async function enqueue(
  db: Db,
  tx: DbOrTx | Sql,
  name: QueueName,
  data: object,
  options: { readonly id?: string } = {},
): Promise<boolean> {
  const boss = await senderFor(db)
  const connection = 'execute' in tx ? fromDrizzle(tx, sql) : fromClient(tx)
  const id = await boss.send(name, data, { ...options, db: connection })
  return id !== null
}

/** Makes the first `enqueue` of this pool as quick as the others: for callers that hold locks by then. */
export async function readyToEnqueue(db: Db): Promise<void> {
  await senderFor(db)
}

function fromClient(client: Sql): QueueDb {
  return { executeSql: (text, values) => client.query(text, values) }
}

function senderFor(db: Db): Promise<PgBoss> {
  const known = senders.get(db.$client)
  if (known) return known
  const started = startSender(db)
  senders.set(db.$client, started)
  started.catch(() => senders.delete(db.$client))
  return started
}

async function startSender(db: Db): Promise<PgBoss> {
  const boss = new PgBoss({
    db: fromDrizzle(db, sql),
    schedule: false,
    supervise: false,
    migrate: false,
  })
  // A failed refresh of the queue cache: sending itself reports what matters.
  boss.on('error', () => undefined)
  await boss.start()
  return boss
}
