import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCents } from '@/lib/money'
import { notChargedNanos, toBill, type UsageSum } from './lines'

const from = new Date('2026-01-01T00:00:00Z')
/** Rates in nano-dollars per token. */
const text = (
  model: string,
  inputNanos: bigint,
  outputNanos: bigint,
  input: number,
  output: number,
): UsageSum => ({
  modelId: model,
  modelName: model,
  priceId: `prc_${model}`,
  variant: 'standard',
  effectiveFrom: from,
  inputNanos,
  outputNanos,
  imageNanos: null,
  inputTokens: input,
  outputTokens: output,
  images: 0,
  costNanos: BigInt(input) * inputNanos + BigInt(output) * outputNanos,
  inputCostNanos: BigInt(input) * inputNanos,
})
const image = (model: string, imageNanos: bigint, images: number, variant = '1024x1024'): UsageSum => ({
  ...text(model, 0n, 0n, 0, 0),
  variant,
  inputNanos: null,
  outputNanos: null,
  imageNanos,
  images,
  costNanos: BigInt(images) * imageNanos,
})

describe('the bill of a period', () => {
  it('comes to the figures worked out by hand', () => {
    const bill = toBill([
      text('GPT-5 Mini', 250n, 2_000n, 36_071_113, 7_183_167),
      image('NAI Diffusion 4.5', 30_000_000n, 699, 'standard'),
      text('Claude Haiku 4.5', 1_000n, 5_000n, 32_180_759, 5_260_954),
    ])
    // 32.180759 + 26.30477 + 20.97 + 9.01777825 + 14.366334 = 102.83964125 dollars; floors leave 2 cents, for .965 and .834
    expect(bill.lines.map(line => [line.lineNo, line.description, line.quantity, line.cents])).toEqual([
      [1, 'Claude Haiku 4.5, input tokens', 32_180_759, 3_218],
      [2, 'Claude Haiku 4.5, output tokens', 5_260_954, 2_630],
      [3, 'GPT-5 Mini, input tokens', 36_071_113, 902],
      [4, 'GPT-5 Mini, output tokens', 7_183_167, 1_437],
      [5, 'NAI Diffusion 4.5, images', 699, 2_097],
    ])
    expect(bill.totalNanos).toBe(102_839_641_250n)
    expect(bill.totalCents).toBe(10_284)
  })

  it('rounds once: rounding every line by itself would bill another sum', () => {
    // 81 models at 0.4 cents each are 32.4 cents; each line by itself rounds to nothing.
    const bill = toBill(Array.from({ length: 81 }, (_, i) => text(`m${i}`, 1n, 0n, 4_000_000, 0)))
    expect(bill.totalCents).toBe(32)
    expect(bill.lines.reduce((sum, line) => sum + toCents(line.costNanos), 0)).toBe(0)
    expect(bill.lines.reduce((sum, line) => sum + line.cents, 0)).toBe(32)
  })

  it('has a line per price, so that quantity × rate is exact after a price change and for long contexts', () => {
    const standard = text('Gemini 3 Pro', 2_000n, 12_000n, 1_000, 0)
    const raised = {
      ...standard,
      priceId: 'prc_b',
      effectiveFrom: new Date('2026-10-15'),
      inputNanos: 3_000n,
      costNanos: 3_000_000n,
      inputCostNanos: 3_000_000n,
    }
    const long = { ...standard, priceId: 'prc_c', variant: 'long_context' }
    const bill = toBill([raised, long, standard])
    expect(bill.lines.map(line => [line.description, line.rateNanos])).toEqual([
      ['Gemini 3 Pro, input tokens (long context)', 2_000n],
      ['Gemini 3 Pro, input tokens', 2_000n],
      ['Gemini 3 Pro, input tokens', 3_000n],
    ])
    for (const line of bill.lines) expect(notChargedNanos(line)).toBe(0n)
  })

  it('names the size of images that have one', () => {
    expect(toBill([image('GPT Image 1', 63_000_000n, 2, '1024x1536')]).lines[0]?.description).toBe(
      'GPT Image 1, images (1024 × 1536)',
    )
  })

  it('charges what the ledger says, not quantity × rate, and tells the difference', () => {
    const absorbed = { ...text('m', 1_000n, 2_000n, 100, 50), costNanos: 190_000n }
    const [input, output] = toBill([absorbed]).lines
    expect(input && notChargedNanos(input)).toBe(0n)
    expect(output && [output.costNanos, notChargedNanos(output)]).toEqual([90_000n, 10_000n])
  })

  it('is empty for nothing', () => {
    expect(toBill([])).toEqual({ lines: [], totalNanos: 0n, totalCents: 0 })
    expect(toBill([text('m', 1n, 1n, 0, 0)]).lines).toEqual([])
  })

  it('throws rather than leave out usage that has no rate', () => {
    expect(() => toBill([{ ...text('m', 1n, 1n, 5, 0), inputNanos: null }])).toThrow(/no rate/)
  })
})

describe('for any usage', () => {
  const anySum = fc
    .tuple(
      fc.nat(400),
      fc.bigInt({ min: 0n, max: 75_000n }),
      fc.bigInt({ min: 0n, max: 600_000n }),
      fc.nat(50_000_000),
      fc.nat(9_000_000),
    )
    .map(([model, input, output, tokensIn, tokensOut]) =>
      text(`m${model}`, input, output, tokensIn, tokensOut),
    )
  const anySums = fc.uniqueArray(anySum, { maxLength: 300, selector: sum => sum.modelId })

  it('lines sum to the total, in cents and to the nano-dollar, and fit on one invoice', () => {
    fc.assert(
      fc.property(anySums, sums => {
        const bill = toBill(sums)
        const metered = sums.reduce((sum, { costNanos }) => sum + costNanos, 0n)
        expect(bill.totalNanos).toBe(metered)
        expect(bill.totalCents).toBe(toCents(metered))
        expect(bill.lines.reduce((sum, line) => sum + line.costNanos, 0n)).toBe(metered)
        expect(bill.lines.reduce((sum, line) => sum + line.cents, 0)).toBe(bill.totalCents)
        expect(bill.lines.length).toBeLessThanOrEqual(250)
        expect(bill.lines.map(line => line.lineNo)).toEqual(bill.lines.map((_, i) => i + 1))
      }),
    )
  })

  it('folds the cheapest lines, never a dear one', () => {
    fc.assert(
      fc.property(anySums, sums => {
        const whole = toBill(sums, 10_000)
        const folded = toBill(sums, 20)
        if (whole.lines.length <= 20) {
          expect(folded).toEqual(whole)
          return
        }
        const kept = folded.lines.slice(0, -1).map(line => line.costNanos)
        const least = kept.reduce((a, b) => (a < b ? a : b))
        const dearer = whole.lines.filter(line => line.costNanos > least).length
        expect(folded.lines).toHaveLength(20)
        expect(dearer).toBeLessThanOrEqual(19)
        expect(folded.totalNanos).toBe(whole.totalNanos)
      }),
    )
  })

  it('does not depend on the order of the sums', () => {
    fc.assert(
      fc.property(anySums, sums => {
        expect(toBill(sums.toReversed())).toEqual(toBill(sums))
      }),
    )
  })
})
