import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSettings, systemEnvironment, takeDataDir } from '@/scripts/bootstrap/attach.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attach-'))
  mkdirSync(join(root, '.data'))
})
afterEach(() => rmSync(root, { recursive: true }))

const running = (pid: number) =>
  writeFileSync(join(root, '.data', 'system.env'), `MODE="demo"\nSYSTEM_PID="${pid}"\n`)

test('a command gets the settings of the system that runs', () => {
  running(process.pid)
  expect(systemEnvironment(root, { PATH: '/bin' })).toEqual({ PATH: '/bin', MODE: 'demo' })
})

test('a system that keeps its data elsewhere is found there', () => {
  const elsewhere = join(root, 'elsewhere')
  mkdirSync(elsewhere)
  writeFileSync(join(elsewhere, 'system.env'), `MODE="demo"\nWHERE="there"\nSYSTEM_PID="${process.pid}"\n`)
  expect(systemEnvironment(root, {}, elsewhere)).toEqual({ MODE: 'demo', WHERE: 'there' })
  expect(systemEnvironment(root, {})).toMatch(/npm start/)
  expect(takeDataDir(['--data-dir', 'elsewhere', 'grant', 'a'])).toEqual({
    dataDir: 'elsewhere',
    args: ['grant', 'a'],
  })
  expect(takeDataDir(['list'])).toEqual({ dataDir: undefined, args: ['list'] })
})

test('without a running system it is told to start one', () => {
  expect(systemEnvironment(root, {})).toMatch(/npm start/)
  running(2 ** 22 + 1)
  expect(systemEnvironment(root, {})).toMatch(/npm start/)
})

test('in live mode it uses the configuration and never the demo', () => {
  running(process.pid)
  writeFileSync(join(root, '.env'), 'MODE=live\nAPP_URL=https://a.example # the dashboard\n')
  expect(systemEnvironment(root, { APP_URL: 'https://b.example' })).toEqual({
    MODE: 'live',
    APP_URL: 'https://b.example',
  })
})

test('settings may be bare, quoted, exported and commented', () => {
  const file = join(root, '.env')
  writeFileSync(file, '# A=1\nB=two words # why\nexport C="a # b"\nD=\'x\'\nE=\n  F = g\n')
  expect(readSettings(file)).toEqual({ B: 'two words', C: 'a # b', D: 'x', E: '', F: 'g' })
  expect(readSettings(join(root, 'missing'))).toEqual({})
})
