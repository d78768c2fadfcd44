import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCatalog, toPriceRow, type Model } from './catalog'
import { chargeWithin, costOf, imageSizesOf, priceAt, priceFor, toPriceBook, type PriceBook } from './rating'

const from = new Date('2026-01-01T00:00:00.000Z')
const at = new Date('2026-11-22T10:00:00.000Z')
const entries = readCatalog()
const book: PriceBook = toPriceBook(
  entries.flatMap(({ model, rates }) => rates.map(rate => toPriceRow(model.id, rate, from))),
)

function model(id: string): Model {
  const entry = entries.find(({ model }) => model.id === id)
  if (!entry) throw new Error(`no ${id}`)
  return entry.model
}
function priceOf(id: string, what: Parameters<typeof priceFor>[3]) {
  const price = priceFor(book, model(id), at, what)
  if (!price) throw new Error(`${id} has no price`)
  return price
}

describe('the cost of a request', () => {
  // Worked out by hand from the price lists: dollars per million tokens are thousands of nano-dollars per token.
  it.each([
    ['openai/gpt-4o-mini', 1_000, 500, 150_000n + 300_000n],
    ['mistralai/mistral-nemo', 1_234, 567, 12_340n + 10_773n],
    ['anthropic/claude-3.5-sonnet', 12_345, 678, 37_035_000n + 10_170_000n],
    ['gryphe/mythomax-l2-13b', 1, 1, 65n + 65n],
    ['google/gemini-3-pro-preview', 200_000, 1_000, 400_000_000n + 12_000_000n],
    ['google/gemini-3-pro-preview', 200_001, 1_000, 800_004_000n + 18_000_000n],
  ])('%s with %i in and %i out is exact', (id, inputTokens, outputTokens, costNanos) => {
    expect(costOf(priceOf(id, { inputTokens }), { inputTokens, outputTokens }).costNanos).toBe(costNanos)
  })

  it('cannot be had right with floats: a million requests of one token drift', () => {
    const price = priceOf('mistralai/mistral-nemo', { inputTokens: 0 })
    const exact = 1_000_000n * costOf(price, { inputTokens: 0, outputTokens: 1 }).costNanos
    let dollars = 0
    for (let i = 0; i < 1_000_000; i += 1) dollars += 0.019 / 1_000_000
    expect(exact).toBe(19_000_000n)
    expect(dollars).not.toBe(0.019)
  })

  it('of images is the fixed price of the size, whatever the prompt', () => {
    expect(costOf(priceOf('gpt-image-1-high', { size: '1024x1536' }), { images: 3 })).toEqual({
      costNanos: 750_000_000n,
      inputCostNanos: 0n,
    })
    for (const size of [undefined, 'auto', '1024x1024'])
      expect(priceOf('gpt-image-1-low', { size }).imageNanos).toBe(11_000_000n)
    expect(priceOf('novelai/nai-diffusion-3', { size: '832x1216' }).imageNanos).toBe(15_000_000n)
    expect(priceFor(book, model('gpt-image-1-low'), at, { size: '512x512' })).toBeNull()
    expect(imageSizesOf(book, model('gpt-image-1-low'), at)).toEqual(['1024x1024', '1024x1536', '1536x1024'])
    expect(imageSizesOf(book, model('novelai/nai-diffusion-3'), at)).toEqual([])
  })

  it('refuses a price of the other kind', () => {
    expect(() =>
      costOf(priceOf('gpt-image-1-low', { size: undefined }), { inputTokens: 1, outputTokens: 1 }),
    ).toThrow(/tokens/)
    expect(() => costOf(priceOf('x-ai/grok-4', { inputTokens: 1 }), { images: 1 })).toThrow(/images/)
  })
})

describe('a price', () => {
  it('is the one in force at admission, from its first instant on', () => {
    const change = new Date('2026-06-01T00:00:00.000Z')
    const [old] = entries.find(({ model }) => model.id === 'x-ai/grok-4')?.rates ?? []
    if (!old) throw new Error('no rate')
    const changed = toPriceBook([
      toPriceRow('x-ai/grok-4', { ...old, inputNanos: 2_500n }, change),
      toPriceRow('x-ai/grok-4', old, from),
    ])
    const inputAt = (when: Date) => priceAt(changed, 'x-ai/grok-4', 'standard', when)?.inputNanos
    expect(inputAt(new Date(change.getTime() - 1))).toBe(3_000n)
    expect(inputAt(change)).toBe(2_500n)
    expect(inputAt(new Date(from.getTime() - 1))).toBeUndefined()
  })

  it('has the same id wherever it is loaded, and another from another moment', () => {
    const [rate] = entries[0]?.rates ?? []
    if (!rate) throw new Error('no rate')
    expect(toPriceRow('m', rate, from).id).toMatch(/^prc_[0-9a-f]{12}$/)
    expect(toPriceRow('m', rate, from).id).toBe(toPriceRow('m', rate, new Date(from)).id)
    expect(toPriceRow('m', rate, from).id).not.toBe(toPriceRow('m', rate, at).id)
    const ids = entries.flatMap(({ model, rates }) => rates.map(each => toPriceRow(model.id, each, from).id))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a charge', () => {
  it('never passes its reservation, and loses nothing: charged and absorbed are the cost', () => {
    const nanos = fc.bigInt({ min: 0n, max: 10n ** 15n })
    fc.assert(
      fc.property(nanos, nanos, nanos, (reserved, input, output) => {
        const charge = chargeWithin(reserved, { costNanos: input + output, inputCostNanos: input })
        expect(charge.costNanos <= reserved).toBe(true)
        expect(charge.inputCostNanos <= charge.costNanos).toBe(true)
        expect(charge.costNanos + charge.absorbedNanos).toBe(input + output)
      }),
    )
    expect(chargeWithin(100n, { costNanos: 130n, inputCostNanos: 120n })).toEqual({
      costNanos: 100n,
      inputCostNanos: 100n,
      absorbedNanos: 30n,
    })
  })
})

describe('the catalogue', () => {
  it('is refused where a price is not whole nano-dollars, a model stands twice, or a field is unknown', () => {
    const [first] = [
      {
        id: 'a/b',
        name: 'B',
        kind: 'text',
        tier: 'standard',
        inputUsdPerMTok: '0.10',
        outputUsdPerMTok: '0.30',
        contextWindow: 1_000,
        maxOutputTokens: 100,
        priceSource: 'published',
        providers: ['aggregator'],
      },
    ]
    expect(readCatalog({ models: [first] })).toHaveLength(1)
    expect(() => readCatalog({ models: [{ ...first, inputUsdPerMTok: '0.00015' }] })).toThrow(/whole number/)
    expect(() => readCatalog({ models: [first, first] })).toThrow(/twice/)
    expect(() => readCatalog({ models: [{ ...first, inputUsdPerMtok: '1' }] })).toThrow()
    expect(() => readCatalog({ models: [{ ...first, providers: ['elsewhere'] }] })).toThrow()
  })
})
