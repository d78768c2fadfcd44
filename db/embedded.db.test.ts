import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded'
import { existingDataDir } from '@/db/embedded/place'
import { pidFile, runningPostmaster } from '@/db/embedded/postmaster'

let home: string
const start = () => startEmbeddedPostgres({ dir: join(home, 'pg'), logFile: join(home, 'pg.log') })

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'embedded-'))
})
afterAll(async () => {
  await removeEmbeddedPostgres(join(home, 'pg'))
  rmSync(home, { recursive: true })
})

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const dataDir = () => existingDataDir(join(home, 'pg')) ?? expect.unreachable('there are no data')

test('data survive a stop, a second start adopts, a killed server recovers on the same port', async () => {
  const first = await start()
  await query(first.url(), 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)')
  expect(await query(first.url(), 'SHOW fsync')).toEqual([{ fsync: 'on' }])

  const adopted = await start()
  expect(adopted).toMatchObject({ adopted: true, port: first.port })
  await adopted.stop()
  expect(first.isAlive()).toBe(false)

  const second = await start()
  expect(second).toMatchObject({ adopted: false, port: first.port })
  await query(second.url(), 'INSERT INTO kept VALUES (2)')
  process.kill(runningPostmaster(dataDir())?.pid ?? expect.unreachable('no server runs'), 'SIGKILL')

  const third = await start()
  expect(third).toMatchObject({ adopted: false, port: first.port })
  expect(existsSync(pidFile(dataDir()))).toBe(true)
  expect(await query(third.url(), 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
  await third.stop()
})

test('it listens on 127.0.0.1 only, wants its password, and keeps that to its owner', async () => {
  const server = await start()
  expect(await query(server.url(), 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  const wrong = server.url().replace(/:[^:@]+@/, ':wrong@')
  await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  expect(statSync(join(home, 'pg', 'password')).mode & 0o077).toBe(0)
  expect(readFileSync(join(home, 'pg.log'), 'utf8')).not.toContain(
    readFileSync(join(home, 'pg', 'password'), 'utf8'),
  )
  await server.stop()
})
