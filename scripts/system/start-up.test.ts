import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '@/db/embedded/free-port'
import { LockedError, takeLock } from '@/scripts/system/lock'
import { parseOptions } from '@/scripts/system/options'
import { choosePorts } from '@/scripts/system/ports'
import { keepSecrets } from '@/scripts/system/secrets'
import { sourceHash } from '@/scripts/system/source-hash'
import { endStrays, recordProcesses } from '@/scripts/system/strays'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'start-up-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('the lock', () => {
  const holder = process.argv[0] ?? 'node'

  test('has one holder at a time, and is free again when given back', async () => {
    const file = join(dir, 'lock')
    const release = await takeLock(file, { waitMs: 0, holder })
    await expect(takeLock(file, { waitMs: 50, holder })).rejects.toThrow(LockedError)
    release()
    expect(existsSync(file)).toBe(false)
    ;(await takeLock(file, { waitMs: 0, holder }))()
  })

  test('of a process that is gone, or whose number another program has, is free', async () => {
    const file = join(dir, 'lock')
    writeFileSync(file, String(2 ** 22 + 1))
    ;(await takeLock(file, { waitMs: 0, holder }))()
    writeFileSync(file, String(process.pid))
    ;(await takeLock(file, { waitMs: 0, holder: 'not-this-program' }))()
  })

  test('is waited for while its holder may be ending', async () => {
    const file = join(dir, 'lock')
    const release = await takeLock(file, { waitMs: 0, holder })
    setTimeout(release, 100)
    ;(await takeLock(file, { waitMs: 5_000, holder }))()
  })
})

describe('ports', () => {
  test('differ, stay the same at the next start, and make way for whoever has them', async () => {
    const file = join(dir, 'ports.json')
    const first = await choosePorts({}, file, true)
    expect(new Set(Object.values(first.ports)).size).toBe(5)
    expect((await choosePorts({}, file, true)).ports).toEqual(first.ports)

    const wanted = await freePort([])
    const other = createServer()
    await new Promise<void>(resolve => other.listen(wanted, '127.0.0.1', resolve))
    const next = await choosePorts({ web: wanted }, file, true)
    expect(next.ports.web).not.toBe(wanted)
    expect(next.notes).toEqual([`Port ${wanted} is taken, so web uses ${next.ports.web}`])
    await new Promise(resolve => other.close(resolve))
  })

  test('a remembered file that is damaged is forgotten', async () => {
    const file = join(dir, 'ports.json')
    writeFileSync(file, '{"web":')
    expect((await choosePorts({}, file, true)).ports.web).toBeGreaterThan(0)
  })
})

test('secrets are made once, differ, and only their owner can read them', () => {
  const file = join(dir, 'secrets.env')
  const secrets = keepSecrets(file)
  expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(keepSecrets(file)).toEqual(secrets)
})

test('the source hash follows what the build is made from, and nothing else', () => {
  mkdirSync(join(dir, 'app'))
  writeFileSync(join(dir, 'app', 'page.tsx'), 'one')
  const first = sourceHash(dir)
  writeFileSync(join(dir, 'app', 'page.test.ts'), 'a test')
  writeFileSync(join(dir, 'README.md'), 'words')
  expect(sourceHash(dir)).toBe(first)
  writeFileSync(join(dir, 'app', 'page.tsx'), 'two')
  const second = sourceHash(dir)
  expect(second).not.toBe(first)
  rmSync(join(dir, 'app', 'page.tsx'))
  writeFileSync(join(dir, 'app', 'other.tsx'), 'two')
  expect(sourceHash(dir)).not.toBe(second)
})

test('strays are ended, by force when they refuse; a number that another program has is left alone', async () => {
  const file = join(dir, 'processes')
  const stubborn = join(dir, 'stubborn.mjs')
  writeFileSync(stubborn, `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`)
  const stray = spawn(process.execPath, [stubborn], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise(resolve => stray.once('exit', (_, signal) => resolve(signal)))
  await new Promise(resolve => stray.stdout.once('data', resolve))
  recordProcesses(file, [
    { pid: stray.pid ?? 0, entry: stubborn },
    { pid: process.pid, entry: '/somewhere/else/main.ts' },
  ])
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2)
  await endStrays(file, 200)
  expect(await ended).toBe('SIGKILL')
  expect(existsSync(file)).toBe(false)
})

describe('options', () => {
  test('have the defaults of a plain start', () => {
    expect(parseOptions('/srv/app', [])).toEqual({
      root: '/srv/app',
      dataDir: '/srv/app/.data',
      dev: false,
      reset: false,
      seed: true,
      throwaway: false,
      verbose: false,
      set: {},
    })
  })

  test('are read, settings with an equals sign in them too', () => {
    const args = ['--reset', '--no-seed', '--set', 'SMTP_URL=smtp://a?b=c', '--data-dir', 'x']
    expect(parseOptions('/srv/app', args)).toMatchObject({
      reset: true,
      seed: false,
      dataDir: '/srv/app/x',
      set: { SMTP_URL: 'smtp://a?b=c' },
    })
  })

  test('that do not exist are refused', () => {
    expect(() => parseOptions('/', ['--rest'])).toThrow(/--rest/)
    expect(() => parseOptions('/', ['--set', 'x'])).toThrow(/NAME=VALUE/)
  })
})
