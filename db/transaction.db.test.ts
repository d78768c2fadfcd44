import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDb, type OpenDb } from '@/db/client'
import { CoalescedSocket } from '@/db/coalesced-socket'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { isLocked, lockedStatement, sqlStateOf, transaction } from '@/db/transaction'

const lock = { key: 4_711, mode: 'shared' } as const
const insert = (n: number) => ({
  text: `WITH stored AS (INSERT INTO kept VALUES ($1) RETURNING n)
    SELECT n, 1 / (CASE WHEN n > 0 AND ${isLocked(lock.key)} THEN 1 ELSE 0 END) AS sound FROM stored`,
  values: [n],
})
const divisionByZero = '22012'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await database.pool.query('CREATE TABLE kept (n int)')
})
afterAll(() => database.drop())

describe.each([true, false])('a locked statement, pipelined: %s', pipeline => {
  let opened: OpenDb
  const kept = async () =>
    (await database.pool.query<{ n: number }>('SELECT n FROM kept')).rows.map(({ n }) => n)
  beforeEach(async () => {
    await database.pool.query('TRUNCATE kept')
    opened = openDb(database.url, { max: 1, pipeline, silenceMs: 10_000 })
    return () => opened.close()
  })

  it('is committed', async () => {
    expect(await lockedStatement(opened.db, lock, insert(7))).toEqual([{ n: 7, sound: 1 }])
    expect(await kept()).toEqual([7])
  })

  it('that raises leaves nothing behind, and its connection goes on', async () => {
    const pid = async () => (await opened.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows
    const before = await pid()
    const failure: unknown = await lockedStatement(opened.db, lock, insert(0)).catch(
      (error: unknown) => error,
    )
    expect(sqlStateOf(failure)).toBe(divisionByZero)
    expect(await kept()).toEqual([])
    expect(await pid()).toEqual(before)
    await lockedStatement(opened.db, lock, insert(8))
    expect(await kept()).toEqual([8])
  })

  it('waits for whoever holds the lock exclusively', async () => {
    const holder = await database.pool.connect()
    await holder.query(`SELECT pg_advisory_lock(${lock.key})`)
    const done: string[] = []
    const running = lockedStatement(opened.db, lock, insert(9)).then(() => done.push('statement'))
    await expect.poll(async () => (await database.pool.query(waiting)).rows).toHaveLength(1)
    expect(await kept()).toEqual([])
    done.push('released')
    await holder.query(`SELECT pg_advisory_unlock(${lock.key})`)
    holder.release()
    await running
    expect(done).toEqual(['released', 'statement'])
  })

  it('leaves nothing behind where its BEGIN failed: it does not run outside of the transaction', async () => {
    const client = await opened.pool.connect()
    const query = client.query.bind(client)
    client.query = ((...args: Parameters<typeof query>) => {
      client.query = query
      return args.length > 0 ? Promise.reject(new Error('BEGIN failed')) : undefined
    }) as typeof client.query
    client.release()
    await expect(lockedStatement(opened.db, lock, insert(10))).rejects.toThrow(
      pipeline ? 'division by zero' : 'BEGIN failed',
    )
    expect(await kept()).toEqual([])
  })
})

describe('a transaction', () => {
  const idle = 'SHOW idle_in_transaction_session_timeout'
  type Shown = { idle_in_transaction_session_timeout: string }

  it('whose process stops in the middle is ended by the server, and its locks with it', async () => {
    const opened = openDb(database.url, { max: 1 })
    const [begun, goingOn] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()]
    const work = () => {
      begun.resolve(null)
      return goingOn.promise
    }
    const options = { lock: { ...lock, mode: 'exclusive' as const }, idleMs: 100 }
    const failing = expect(transaction(opened.db, work, options)).rejects.toThrow()
    await begun.promise
    await database.pool.query(`SELECT pg_advisory_lock(${lock.key}), pg_advisory_unlock(${lock.key})`)
    goingOn.resolve(null)
    await failing
    expect((await opened.pool.query<Shown>(idle)).rows).toEqual([
      { idle_in_transaction_session_timeout: '5min' },
    ])
    await opened.close()
  })

  it.each([
    ['that only runs statements may idle for ten seconds', undefined, undefined, '10s'],
    ['on connections that bear less has no more', undefined, 4_000, '4s'],
    ['that waits for others may say so', 0, undefined, '0'],
    ['that waits for others says so on any connection', 0, 4_000, '0'],
  ])('%s', async (_name, idleMs, silenceMs, shown) => {
    const opened = openDb(database.url, { max: 1, ...(silenceMs === undefined ? {} : { silenceMs }) })
    const { rows } = await transaction(
      opened.db,
      client => client.query<Shown>(idle),
      idleMs === undefined ? {} : { idleMs },
    )
    expect(rows[0]?.idle_in_transaction_session_timeout).toBe(shown)
    await opened.close()
  })
})

const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lock.key} AND NOT granted`

it('a coalesced socket sends what is written in one turn together, in order', async () => {
  const packets: string[] = []
  const server = createServer(socket => void socket.on('data', data => packets.push(data.toString())))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const socket = new CoalescedSocket()
  await new Promise<void>(resolve => {
    socket.connect((server.address() as AddressInfo).port, '127.0.0.1', resolve)
  })
  socket.write('BEGIN;')
  socket.write('42', 'latin1')
  await new Promise<void>(resolve => {
    socket.write(Buffer.from(';COMMIT'), () => resolve())
  })
  await expect.poll(() => packets).toEqual(['BEGIN;42;COMMIT'])
  socket.destroy()
  await new Promise(resolve => server.close(resolve))
})
