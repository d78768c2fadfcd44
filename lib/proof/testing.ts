import type pg from 'pg'
import { openDb, type OpenDb } from '@/db/client'
import { sqlStateOf } from '@/db/transaction'

/** A pool on which production's statements run as a test changes them. */
export interface TamperedDb extends OpenDb {
  /** SQLSTATEs of what failed, retried or not. */
  readonly failures: string[]
}

/** Opens a pool whose statements go through `rewrite`, and may be held up before they are sent. */
export function openTampered(
  url: string,
  {
    rewrite = text => text,
    before = async () => undefined,
  }: { rewrite?: (text: string) => string; before?: (text: string) => Promise<void> | void },
): TamperedDb {
  const opened = openDb(url, { max: 4, name: 'tampered' })
  const failures: string[] = []
  const connect = opened.pool.connect.bind(opened.pool) as () => Promise<pg.PoolClient>
  const known = new WeakSet<pg.PoolClient>()
  const tamper = (client: pg.PoolClient): pg.PoolClient => {
    if (known.has(client)) return client
    known.add(client)
    const query = client.query.bind(client) as (what: unknown, values?: unknown[]) => Promise<unknown>
    const tampered = async (what: string | { text: string }, values?: unknown[]) => {
      const text = typeof what === 'string' ? what : what.text
      await before(text)
      try {
        return await query(
          typeof what === 'string' ? rewrite(text) : { ...what, text: rewrite(text) },
          values,
        )
      } catch (error) {
        failures.push(sqlStateOf(error) ?? 'none')
        throw error
      }
    }
    return Object.assign(client, { query: tampered })
  }
  Object.assign(opened.pool, { connect: async () => tamper(await connect()) })
  return { ...opened, failures }
}

/** Replaces a part of those statements that have it. */
export function replacing(part: string | RegExp, by: string): (text: string) => string {
  return text => text.replace(part, by)
}

interface Gate {
  readonly reached: Promise<unknown>
  readonly opened: Promise<unknown>
  reach(): void
  open(): void
}

/** Something that a test holds shut until it lets go. */
export function gate(): Gate {
  const [reached, opened] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()]
  return {
    reached: reached.promise,
    opened: opened.promise,
    reach: () => reached.resolve(null),
    open: () => opened.resolve(null),
  }
}
