import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toExpiry } from '@/lib/keys/expiry'
import { maskKey } from '@/lib/keys/mask'
import { keyRatesSchema, newKeySchema } from '@/lib/keys/key-input'
import { permissionsInWords } from '@/lib/keys/permissions'
import { newSecret, toSecretRecord } from '@/lib/keys/secret'
import { keyStatus } from '@/lib/keys/status'

const now = new Date('2026-11-22T21:40:00.000Z')

describe('an API key’s secret', () => {
  it('is sk- and 43 letters and digits: the whole of 256 bits, never twice the same', () => {
    const secrets = new Set(Array.from({ length: 2000 }, newSecret))
    expect(secrets.size).toBe(2000)
    for (const secret of secrets) expect(secret).toMatch(/^sk-[0-9A-Za-z]{43}$/)
    expect(62n ** 43n > 2n ** 256n).toBe(true)
  })

  it('spreads evenly over the alphabet in its low digits', () => {
    const last = Array.from({ length: 6200 }, () => newSecret().slice(-1))
    const counts = new Map<string, number>()
    for (const digit of last) counts.set(digit, (counts.get(digit) ?? 0) + 1)
    expect(counts.size).toBe(62)
    for (const found of counts.values()) expect(found).toBeGreaterThan(40)
  })

  it('is kept as a hash, seven characters and four', () => {
    const secret = `sk-Ab12${'x'.repeat(35)}wxyz`
    const record = toSecretRecord(secret)
    expect(record.secretHash).toBe(createHash('sha256').update(secret).digest('hex'))
    expect(maskKey(record)).toBe('sk-Ab12…wxyz')
    expect(JSON.stringify(record)).not.toContain(secret)
  })
})

describe('when a key ends', () => {
  it('is the last instant of a day in UTC', () => {
    expect(toExpiry('7', undefined, now)).toEqual({ ok: true, value: new Date('2026-11-29T23:59:59.999Z') })
    expect(toExpiry('date', '2026-12-31', now)).toEqual({
      ok: true,
      value: new Date('2026-12-31T23:59:59.999Z'),
    })
    expect(toExpiry('date', '2026-11-22', now)).toEqual({
      ok: true,
      value: new Date('2026-11-22T23:59:59.999Z'),
    })
    expect(toExpiry('none', '2026-12-31', now)).toEqual({ ok: true, value: null })
  })

  it.each(['2026-11-21', '2026-02-30', '2026-13-01', '31.12.2026', '', undefined])('is never %s', date => {
    expect(toExpiry('date', date, now)).toMatchObject({ ok: false, error: { field: 'expiryDate' } })
  })

  it('is judged by the clock, before being switched off', () => {
    const expiresAt = new Date('2026-11-22T23:59:59.999Z')
    expect(keyStatus({ status: 'active', expiresAt }, expiresAt)).toBe('active')
    expect(keyStatus({ status: 'disabled', expiresAt }, new Date('2026-11-23T00:00:00.000Z'))).toBe('expired')
    expect(keyStatus({ status: 'disabled', expiresAt: null }, now)).toBe('disabled')
  })
})

describe('what a person says of a new key', () => {
  it('takes one permission or several, in their own order', () => {
    expect(newKeySchema.parse({ name: ' web ', permissions: 'user_info' })).toEqual({
      name: 'web',
      permissions: ['user_info'],
      expiry: 'none',
      limitNanos: null,
    })
    expect(
      newKeySchema.parse({ name: 'web', permissions: ['user_info', 'text_generation'] }).permissions,
    ).toEqual(['text_generation', 'user_info'])
  })

  it('refuses no name, too long a name, no permission and an unknown one', () => {
    for (const input of [
      { permissions: 'user_info' },
      { name: '  ', permissions: 'user_info' },
      { name: 'n'.repeat(201), permissions: 'user_info' },
      { name: 'a\u0000b', permissions: 'user_info' },
      { name: 'web' },
      { name: 'web', permissions: 'admin' },
    ])
      expect(newKeySchema.safeParse(input).success).toBe(false)
    expect(newKeySchema.safeParse({ name: 'n'.repeat(200), permissions: 'user_info' }).success).toBe(true)
  })

  it('may bound it: dollars with four decimals, nothing at all, or nothing said', () => {
    const limitOf = (limit: string) =>
      newKeySchema.safeParse({ name: 'web', permissions: 'user_info', limit }).data?.limitNanos
    expect(limitOf('25')).toBe(25_000_000_000n)
    expect(limitOf(' 0.0042 ')).toBe(4_200_000n)
    expect(limitOf('0')).toBe(0n)
    expect(limitOf('')).toBe(null)
    for (const wrong of ['0.00001', '-1', 'much', '1e3', '9'.repeat(41)])
      expect([wrong, limitOf(wrong)]).toEqual([wrong, undefined])
  })

  it('has whole rates, or the account’s', () => {
    const rates = (requestsPerMinute: string, tokensPerMinute = '') =>
      keyRatesSchema.safeParse({ requestsPerMinute, tokensPerMinute }).data
    expect(rates('60', ' 20,000 ')).toEqual({ requestsPerMinute: 60, tokensPerMinute: 20_000 })
    expect(rates('')).toEqual({ requestsPerMinute: null, tokensPerMinute: null })
    for (const wrong of ['1.5', '-1', 'many', '1e3', '9'.repeat(10)]) expect(rates(wrong)).toBe(undefined)
  })

  it('reads as a sentence', () => {
    expect(permissionsInWords(['text_generation'])).toBe('generate text')
    expect(permissionsInWords(['user_info', 'text_generation', 'character_info'])).toBe(
      'generate text, read characters and read the account',
    )
  })
})
