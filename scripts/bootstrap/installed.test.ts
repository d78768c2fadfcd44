import { expect, test } from 'vitest'
import { isInstalled } from '@/scripts/bootstrap/installed.mjs'

const lock = (packages: Record<string, object>) =>
  JSON.stringify({ packages: { '': { name: 'app' }, ...packages } })
const one = { version: '1.0.0' }
const foreign = { version: '1.0.0', optional: true, os: ['darwin'] }

test('nothing installed, or an install that never ended, is not installed', () => {
  expect(isInstalled(lock({ a: one }), null)).toBe(false)
  expect(isInstalled(null, null)).toBe(false)
})

test('every package at its version is installed, with those for other platforms left out', () => {
  expect(isInstalled(lock({ a: one, b: foreign }), JSON.stringify({ packages: { a: one } }))).toBe(true)
})

test('a package that is missing, or has another version, is not', () => {
  expect(isInstalled(lock({ a: one, b: one }), JSON.stringify({ packages: { a: one } }))).toBe(false)
  expect(isInstalled(lock({ a: one }), JSON.stringify({ packages: { a: { version: '1.0.1' } } }))).toBe(false)
  expect(isInstalled(lock({ b: foreign }), JSON.stringify({ packages: { b: { version: '2.0.0' } } }))).toBe(
    false,
  )
})
