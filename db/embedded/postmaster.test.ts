import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isServerOf, parsePostmaster, pidFile, runningPostmaster } from '@/db/embedded/postmaster'

const whole =
  '1234\n/srv/app/.data/postgres/data\n1763800000\n5433\n\n127.0.0.1\n  5433001    131072\nready   \n'

test('a whole file gives process, directory, port and status', () => {
  expect(parsePostmaster(whole)).toEqual({
    pid: 1234,
    dataDir: '/srv/app/.data/postgres/data',
    port: 5433,
    status: 'ready',
  })
})

test.each(['', '1234\n', '1234\n/srv/data\n1763800000\n', 'x\n/srv/data\n1\n5433\n', '1\n\n1\n5433\n'])(
  'a file cut short by a crash is no server: %j',
  text => expect(parsePostmaster(text)).toBeNull(),
)

test('a status from another version is unknown, not an error', () => {
  expect(parsePostmaster(whole.replace('ready', 'standby'))?.status).toBe('unknown')
})

test('a file whose process number now belongs to another program is stale', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'postmaster-'))
  try {
    writeFileSync(pidFile(dataDir), `${process.pid}\n${dataDir}\n1763800000\n5433\n\n127.0.0.1\n\nready\n`)
    expect(isServerOf(process.pid, dataDir)).toBe(false)
    expect(runningPostmaster(dataDir)).toBeNull()
    expect(runningPostmaster(join(dataDir, 'missing'))).toBeNull()
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})
