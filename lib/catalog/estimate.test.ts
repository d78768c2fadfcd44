import { describe, expect, test } from 'vitest'
import type { PriceRow } from './catalog'
import { estimateCost, estimateTokens } from './estimate'

describe('estimateTokens', () => {
  test('takes the higher of characters ÷ 4 and words ÷ 0.75', () => {
    expect(estimateTokens('a b c d e f')).toEqual({
      characters: 11,
      words: 6,
      byCharacters: 3,
      byWords: 8,
      tokens: 8,
    })
    expect(estimateTokens('internationalization')).toMatchObject({ byCharacters: 5, byWords: 2, tokens: 5 })
  })

  test('counts a character outside the basic plane once, and nothing as nothing', () => {
    expect(estimateTokens('😀😀').characters).toBe(2)
    expect(estimateTokens('').tokens).toBe(0)
    expect(estimateTokens(' \n\t').words).toBe(0)
  })
})

describe('estimateCost', () => {
  const price = (variant: PriceRow['variant'], inputNanos: bigint, outputNanos: bigint): PriceRow => ({
    id: `prc_${variant}`,
    modelId: 'google/gemini-3-pro-preview',
    variant,
    effectiveFrom: new Date('2026-01-01T00:00:00Z'),
    inputNanos,
    outputNanos,
    imageNanos: null,
  })
  const rates = {
    standard: price('standard', 2000n, 12_000n),
    longContext: price('long_context', 4000n, 18_000n),
    longContextAbove: 200_000,
  }

  test('is exact', () => {
    expect(estimateCost(rates, 14, 11)).toEqual({
      inputNanos: 28_000n,
      outputNanos: 132_000n,
      totalNanos: 160_000n,
      longContext: false,
    })
  })

  test('prices the whole request at the long-context rates past the bound, not at it', () => {
    expect(estimateCost(rates, 200_000, 1).totalNanos).toBe(200_000n * 2000n + 12_000n)
    expect(estimateCost(rates, 200_001, 1)).toMatchObject({
      totalNanos: 200_001n * 4000n + 18_000n,
      longContext: true,
    })
  })
})
