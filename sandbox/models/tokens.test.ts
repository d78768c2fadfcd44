import { describe, expect, it } from 'vitest'
import { tokenPieces, tokensIn } from '@/sandbox/models/tokens'

describe('tokens', () => {
  it('come as pieces that add up to the text, one for each token', () => {
    for (const text of ['This is a test.', 'héllo 👩‍👩‍👧 wörld 日本', '<|endoftext|> is text', '']) {
      expect(tokenPieces(text).join('')).toBe(text)
      expect(tokenPieces(text)).toHaveLength(tokensIn(text))
    }
  })

  it('of texts that are slow to tokenize are counted in bounded time', () => {
    for (const text of [
      'a'.repeat(200_000),
      ' '.repeat(200_000),
      '字'.repeat(100_000),
      '!?'.repeat(100_000),
    ]) {
      const start = performance.now()
      expect(tokensIn(text)).toBeGreaterThan(1_000)
      expect(performance.now() - start).toBeLessThan(30_000)
    }
  })
})
