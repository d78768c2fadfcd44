import { describe, expect, it } from 'vitest'
import type { PriceRow } from '@/lib/catalog/catalog'
import { chargeWithin, costOf } from '@/lib/catalog/rating'
import { takeQuarters } from './quarters'
import { chargeInWords, failureInWords } from './reason'
import { toReceipt } from './receipt'

const price: PriceRow = {
  id: 'prc_1',
  modelId: 'm',
  variant: 'standard',
  effectiveFrom: new Date('2026-01-01T00:00:00Z'),
  inputNanos: 2_000n,
  outputNanos: 12_000n,
  imageNanos: null,
}
const used = { inputTokens: 8_412, outputTokens: 1_127, images: 0, absorbedNanos: 0n, waivedNanos: 0n }

describe('a receipt', () => {
  it('works a cost out by direction: 8,412 × $2.00 and 1,127 × $12.00 a million come to $0.030348', () => {
    const receipt = toReceipt({ ...used, costNanos: 30_348_000n }, price)
    expect(receipt.lines.map(({ what, nanos }) => [what, nanos])).toEqual([
      ['input', 16_824_000n],
      ['output', 13_524_000n],
    ])
    expect(receipt).toMatchObject({ sumNanos: 30_348_000n, addsUp: true })
  })

  it('takes off what was absorbed above the reservation, and what was waived', () => {
    const charge = chargeWithin(
      20_000_000n,
      costOf(price, { inputTokens: used.inputTokens, outputTokens: used.outputTokens }),
    )
    expect(charge.absorbedNanos).toBe(10_348_000n)
    expect(toReceipt({ ...used, ...charge }, price).addsUp).toBe(true)
    expect(toReceipt({ ...used, costNanos: 0n, waivedNanos: 30_348_000n }, price).addsUp).toBe(true)
  })

  it('says so where record and price contradict each other by a single nano', () => {
    expect(toReceipt({ ...used, costNanos: 30_348_001n }, price).addsUp).toBe(false)
  })

  it('of a failure has no lines and no cost', () => {
    const nothing = { ...used, inputTokens: 0, outputTokens: 0, costNanos: 0n }
    expect(toReceipt(nothing, price)).toMatchObject({ lines: [], chargedNanos: 0n, addsUp: true })
  })
})

it('quarter-hours are taken until they hold enough beyond the first, which may lie partly past the edge', () => {
  const at = new Date('2026-11-10T12:00:00Z')
  const quarters = [9, 1, 2, 3].map(requests => ({ at, requests }))
  expect(takeQuarters(quarters, 3)).toHaveLength(3)
  expect(takeQuarters(quarters, 100)).toHaveLength(4)
  expect(takeQuarters([], 3)).toEqual([])
})

describe('in words', () => {
  it('a success has no reason; what failed has one and what it means for the cost', () => {
    expect(failureInWords('succeeded', null)).toBeNull()
    expect(failureInWords('failed', 'upstream_timeout')).toMatch(/did not answer in time/)
    expect(failureInWords('failed', 'a_code_of_tomorrow')).toBe('The request failed.')
    expect(chargeInWords('failed', 0n)).toBe('You were not charged.')
    expect(chargeInWords('canceled', 5n)).toMatch(/charged for what had been generated/)
  })
})
