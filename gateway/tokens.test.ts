import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { byLength, TokenCounter } from './tokens'

/** Three tokens by length, two by the tokenizer. */
const short = 'hello world'
/** Some seconds' work: a word without end, each part of it new. */
const long = endlessWord(2_000_000)

let counter: TokenCounter
beforeAll(async () => {
  counter = new TokenCounter()
  await counter.count(short)
})
afterAll(() => counter.close())

describe('the counter of tokens', () => {
  it('counts as the tokenizer does', async () => {
    expect([await counter.count(short), byLength(short), await counter.count('')]).toEqual([2, 3, 0])
  })

  it('answers by length what it cannot count in time, however much there is, and does not drag it along', async () => {
    const startedMs = performance.now()
    const counts = await Promise.all(Array.from({ length: 30 }, () => counter.count(long)))
    expect(performance.now() - startedMs).toBeLessThan(30_000)
    expect(counts).toContain(byLength(long))
    expect(await counter.count(short)).toBe(2)
  })

  it('is begun anew after its thread has ended', async () => {
    const ended = new TokenCounter()
    const waiting = ended.count(long)
    await ended.close()
    expect(await waiting).toBe(byLength(long))
    expect(await ended.count(short)).toBe(2)
    await ended.close()
  })
})

function endlessWord(letters: number): string {
  let seed = 1
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return String.fromCharCode(97 + (seed % 26))
  }
  return Array.from({ length: letters }, next).join('')
}
