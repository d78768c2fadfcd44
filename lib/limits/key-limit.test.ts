import { describe, expect, it } from 'vitest'
import { limitUse, partOf, remarkOnKeyLimit } from '@/lib/limits/key-limit'
import { fromUsd } from '@/lib/money'

const usd = fromUsd

describe('how much of a limit is used up', () => {
  it('is near from beyond four fifths, reached from the last nano-dollar on, exactly', () => {
    const limit = usd('12')
    expect(limitUse(usd('9.6'), limit)).toBe('within')
    expect(limitUse(usd('9.6') + 1n, limit)).toBe('near')
    expect(limitUse(limit - 1n, limit)).toBe('near')
    expect(limitUse(limit, limit)).toBe('reached')
    expect(limitUse(usd('13'), limit)).toBe('reached')
  })

  it('is reached from the start where nothing may be spent, and never where there is no limit', () => {
    expect(limitUse(0n, 0n)).toBe('reached')
    expect(partOf(0n, 0n)).toBe(1)
    expect(limitUse(usd('1000000'), null)).toBe('unlimited')
  })

  it('draws as wide as its part, never wider than the whole', () => {
    expect(partOf(usd('3'), usd('12'))).toBe(0.25)
    expect(partOf(usd('30'), usd('12'))).toBe(1)
  })
})

describe('what to know of a key’s limit before it is set', () => {
  const account = { spentNanos: usd('170'), limitNanos: usd('180'), setBy: 'account' } as const

  it('is that it blocks the key, where nothing would be left of it', () => {
    expect(remarkOnKeyLimit(usd('20'), usd('20'), account)).toBe('blocked')
    expect(remarkOnKeyLimit(usd('19.9999'), usd('20'), account)).toBe('blocked')
    expect(remarkOnKeyLimit(0n, 0n, account)).toBe('blocked')
  })

  it('is that the account stops first, where less is left of its limit', () => {
    expect(remarkOnKeyLimit(usd('200'), usd('20'), account)).toBe('account_first')
    expect(remarkOnKeyLimit(usd('30.0001'), usd('20'), account)).toBe('account_first')
    expect(remarkOnKeyLimit(usd('30'), usd('20'), account)).toBe(null)
  })

  it('is nothing where no limit is set, or the account has none', () => {
    expect(remarkOnKeyLimit(null, usd('20'), account)).toBe(null)
    expect(remarkOnKeyLimit(usd('30'), usd('20'), { ...account, limitNanos: null })).toBe(null)
  })
})
