import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCatalog, toPriceRow, type Model } from './catalog'
import { costOf, priceFor, toPriceBook } from './rating'
import { capFor, inputBound, longestUtf8, reserveImages, reserveText } from './reservation'

const from = new Date('2026-01-01T00:00:00.000Z')
const at = new Date('2026-11-22T10:00:00.000Z')
const entries = readCatalog()
const book = toPriceBook(
  entries.flatMap(({ model, rates }) => rates.map(rate => toPriceRow(model.id, rate, from))),
)
function model(id: string): Model {
  const entry = entries.find(({ model }) => model.id === id)
  if (!entry) throw new Error(`no ${id}`)
  return entry.model
}
const gemini = model('google/gemini-3-pro-preview')
const mini = model('openai/gpt-4o-mini')

describe('the longest form of a text', () => {
  it('counts the bytes of whichever form is longest', () => {
    expect(longestUtf8('plain')).toBe(5)
    // One ligature of 3 bytes becomes 18 letters of Arabic under NFKC: 33 bytes.
    expect(longestUtf8('\uFDFA')).toBe(33)
    // NFC takes this letter of 3 bytes apart into three of 2.
    expect(longestUtf8('\uFB2C')).toBe(6)
    expect(longestUtf8('e\u0301')).toBe(3)
  })

  it('is never shorter than any form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        for (const form of [text, text.normalize('NFC'), text.normalize('NFKC')])
          expect(longestUtf8(text)).toBeGreaterThanOrEqual(Buffer.byteLength(form))
      }),
    )
  })

  it('is never shorter than any form of a letter under endless marks either, on whatever it stands', () => {
    const marks = fc
      .array(fc.constantFrom('\u0301', '\u0316', '\u0344', '\uFF9E', '\u{1D165}'), {
        minLength: 31,
        maxLength: 300,
      })
      .map(list => list.join(''))
    const letter = fc.constantFrom('A', '\uFDFA', '\uFF76', '\uFB2C', '\u{1D15E}', '\uD55C')
    fc.assert(
      fc.property(fc.array(fc.tuple(letter, marks), { minLength: 1 }), parts => {
        const text = parts.flat().join('')
        for (const form of [text, text.normalize('NFC'), text.normalize('NFKC')])
          expect(longestUtf8(text)).toBeGreaterThanOrEqual(Buffer.byteLength(form))
      }),
      { numRuns: 50 },
    )
  })

  // Whoever sends this must not stop the process: normalized as one piece it takes minutes.
  it('of a megabyte of marks in the wrong order does not take minutes', { timeout: 60_000 }, () => {
    const marks = '\u0301'.repeat(250_000) + '\u0316'.repeat(250_000)
    expect(longestUtf8(`a${marks}`)).toBe(1_000_001)
    expect(longestUtf8(`a${'\uFF9E'.repeat(150_000)}${marks}`)).toBe(1_450_001)
  })
})

describe('the bound on input', () => {
  it('is bytes, 16 tokens a message and the bound of each image, within the context window', () => {
    expect(inputBound(mini, { textBytes: 400, messages: 3, images: 2 })).toBe(400 + 48 + 96_400)
    expect(inputBound(mini, { textBytes: 400_000, messages: 3, images: 0 })).toBe(128_000)
  })
})

describe('a reservation', () => {
  it('pays for the whole input and n answers of the cap', () => {
    // 1,000 × 150 + 2 × 100 × 600.
    expect(reserveText(book, mini, at, { inputBound: 1_000, n: 2, outputCap: 100 })).toBe(270_000n)
    expect(reserveImages(book, model('gpt-image-1-medium'), at, { size: '1536x1024', n: 4 })).toBe(
      252_000_000n,
    )
    expect(reserveImages(book, model('gpt-image-1-medium'), at, { size: '9x9', n: 1 })).toBeNull()
    expect(reserveText(book, mini, new Date('2025-01-01'), { inputBound: 1, n: 1, outputCap: 1 })).toBeNull()
  })

  it('is at long-context prices as soon as the input may pass their bound', () => {
    expect(reserveText(book, gemini, at, { inputBound: 200_000, n: 1, outputCap: 10 })).toBe(400_120_000n)
    expect(reserveText(book, gemini, at, { inputBound: 200_001, n: 1, outputCap: 10 })).toBe(800_184_000n)
  })

  it('covers whatever the request turns out to use within its bounds', () => {
    const text = entries.map(({ model }) => model).filter(({ kind }) => kind === 'text')
    fc.assert(
      fc.property(
        fc.constantFrom(...text),
        fc.nat({ max: 400_000 }),
        fc.integer({ min: 1, max: 8 }),
        fc.nat({ max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (each, bound, n, outputCap, in_, out) => {
          const inputTokens = Math.floor(bound * in_)
          const outputTokens = Math.floor(n * outputCap * out)
          const price = priceFor(book, each, at, { inputTokens })
          const reserved = reserveText(book, each, at, { inputBound: bound, n, outputCap })
          if (!price || reserved === null) throw new Error('every model has a price')
          expect(costOf(price, { inputTokens, outputTokens }).costNanos <= reserved).toBe(true)
        },
      ),
    )
  })
})

describe('the cap on output', () => {
  const cap = (remainingNanos: bigint | null, clientMax: number | null = null, n = 1) =>
    capFor(book, mini, at, { clientMax, n, inputBound: 1_000, remainingNanos })
  // The model's maximum, 16,384 tokens, costs 9,830,400 nano-dollars; fifty times that is 491,520,000.
  it('is the client’s own, never lowered', () => {
    expect(cap(1n, 1_000_000)).toEqual({ cap: 1_000_000, source: 'client' })
  })
  it('is the model’s maximum where that costs at most 2 % of what remains', () => {
    expect(cap(491_520_000n)).toEqual({ cap: 16_384, source: 'model' })
    expect(cap(null)).toEqual({ cap: 16_384, source: 'model' })
    expect(cap(491_519_999n)).toEqual({ cap: 8_192, source: 'default' })
    expect(cap(491_520_000n, null, 2)).toEqual({ cap: 8_192, source: 'default' })
  })
  it('shrinks to what can be paid beside the input, but not under 256', () => {
    // 8,192 × 600 + 1,000 × 150.
    expect(cap(5_065_200n)).toEqual({ cap: 8_192, source: 'default' })
    expect(cap(5_065_199n)).toEqual({ cap: 8_191, source: 'remaining' })
    expect(cap(150_000n + 600n * 300n)).toEqual({ cap: 300, source: 'remaining' })
    expect(cap(150_000n + 600n * 255n)).toEqual({ cap: 256, source: 'remaining' })
    expect(cap(0n)).toEqual({ cap: 256, source: 'remaining' })
  })
})
