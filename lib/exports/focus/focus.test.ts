import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCsvLine } from '@/lib/exports/csv'
import { parseTable } from '@/lib/exports/testing'
import { centsToNanos, toCents } from '@/lib/money'
import { toPeriod } from '@/lib/period'
import { focusColumns } from './columns'
import {
  focusHeader,
  toCreditRow,
  toFocusCells,
  toRoundingRow,
  toUsageRows,
  type FocusBill,
  type FocusRow,
  type FocusUsage,
} from './rows'
import { billedByPeriod, violationsOf, type FocusRecord } from './validate'

const october = toPeriod('2026-10')
const bill: FocusBill = {
  accountId: 'acc_1',
  accountName: 'Okafor, Inc.',
  period: october,
  invoiceNumber: 'SER-0007',
}
const usage: FocusUsage = {
  day: { from: new Date('2026-10-05T00:00:00Z'), to: new Date('2026-10-06T00:00:00Z') },
  keyId: 'key_a',
  key: { name: 'production', masked: 'sk-Ab12…wxyz', deleted: false },
  modelId: 'acme/large',
  modelName: 'Large',
  priceId: 'prc_1',
  variant: 'standard',
  inputNanos: 150n,
  outputNanos: 600n,
  imageNanos: null,
  inputTokens: 1_000,
  outputTokens: 7,
  images: 0,
  costNanos: 154_200n,
  inputCostNanos: 150_000n,
}
const fileOf = (rows: readonly FocusRow[]): FocusRecord[] =>
  parseTable(toCsvLine(focusHeader) + rows.map(row => toCsvLine(toFocusCells(row))).join(''))
const violations = (rows: readonly FocusRow[]) => violationsOf(focusHeader, fileOf(rows))

describe('rows', () => {
  it('are one for input and one for output, priced by the token', () => {
    const [input, output] = fileOf(toUsageRows(bill, usage))
    expect(input).toMatchObject({
      BilledCost: '0.000150000',
      ListCost: '0.000150000',
      ListUnitPrice: '0.000000150',
      PricingQuantity: '1000',
      PricingUnit: 'Tokens',
      SkuId: 'acme/large:input-tokens',
      SkuPriceId: 'acme/large:input-tokens:standard',
      ChargeDescription: 'Large, input tokens, $0.15 per million tokens',
      ChargePeriodStart: '2026-10-05T00:00:00Z',
      BillingPeriodEnd: '2026-11-01T00:00:00Z',
      InvoiceId: 'SER-0007',
    })
    expect(output).toMatchObject({
      BilledCost: '0.000004200',
      PricingQuantity: '7',
      SkuMeter: 'Output Tokens',
    })
  })

  it('keep the list cost where part of what was metered is not charged', () => {
    const [input] = fileOf(toUsageRows(bill, { ...usage, costNanos: 104_200n, inputCostNanos: 100_000n }))
    expect(input).toMatchObject({ BilledCost: '0.000100000', EffectiveCost: '0.000100000' })
    expect(input).toMatchObject({ ListCost: '0.000150000', ContractedCost: '0.000150000' })
    expect(input?.ChargeDescription).toContain('less $0.00005 not charged')
  })

  it('leave out what was not used, and throw for what has no rate', () => {
    expect(toUsageRows(bill, { ...usage, outputTokens: 0, costNanos: 150_000n })).toHaveLength(1)
    expect(() => toUsageRows(bill, { ...usage, outputNanos: null })).toThrow('no rate for Output Tokens')
  })

  it('have nothing to round where the month comes to whole cents', () => {
    expect(toRoundingRow(bill, { totalNanos: 10_000_000n, totalCents: 1 })).toBeNull()
  })

  it('sum by month to the invoice and follow the specification, whatever was used', () => {
    const anyUsage = fc.record({
      keyId: fc.constantFrom('key_a', 'key_b'),
      name: fc.constantFrom('production', '=1+1', 'a,"b"', null),
      images: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null }),
      inputTokens: fc.integer({ min: 0, max: 10 ** 12 }),
      outputTokens: fc.integer({ min: 0, max: 10 ** 9 }),
      absorbed: fc.boolean(),
      variant: fc.constantFrom('standard', 'long_context'),
    })
    fc.assert(
      fc.property(fc.array(anyUsage, { maxLength: 12 }), drawn => {
        const usages = drawn.map(
          ({ name, images, absorbed, inputTokens, outputTokens, ...use }): FocusUsage => {
            const key = name === null ? null : { name, masked: 'sk-…', deleted: false }
            const inputCostNanos = BigInt(inputTokens) * 150n - (absorbed && inputTokens > 0 ? 1n : 0n)
            return images === null
              ? {
                  ...usage,
                  ...use,
                  key,
                  inputTokens,
                  outputTokens,
                  inputCostNanos,
                  costNanos: inputCostNanos + BigInt(outputTokens) * 600n,
                }
              : {
                  ...usage,
                  ...use,
                  key,
                  variant: '1024x1024',
                  modelId: 'acme/draw',
                  inputTokens: 0,
                  outputTokens: 0,
                  images,
                  imageNanos: 40_000_001n,
                  inputCostNanos: 0n,
                  costNanos: BigInt(images) * 40_000_001n,
                }
          },
        )
        const totalNanos = usages.reduce((sum, { costNanos }) => sum + costNanos, 0n)
        const totalCents = toCents(totalNanos)
        const rounding = toRoundingRow(bill, { totalNanos, totalCents })
        const rows = [...usages.flatMap(use => toUsageRows(bill, use)), ...(rounding ? [rounding] : [])]
        expect(violations(rows)).toEqual([])
        expect(billedByPeriod(fileOf(rows)).get('2026-10-01T00:00:00Z') ?? 0n).toBe(centsToNanos(totalCents))
      }),
      { numRuns: 200 },
    )
  })
})

describe('the specification as data', () => {
  it('has the 21 mandatory columns of FOCUS 1.2, by the alphabet, and says of each conditional one whether it applies', () => {
    expect(focusColumns.filter(({ level }) => level === 'mandatory')).toHaveLength(21)
    expect(focusColumns).toHaveLength(57)
    const ids = focusColumns.map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted())
    for (const { level, applies } of focusColumns) expect(applies !== undefined).toBe(level === 'conditional')
  })
})

describe('the validator', () => {
  const credit = toCreditRow(bill, {
    amountCents: 250,
    number: 'SER-0007-CN-01',
    corrects: toPeriod('2026-09'),
  })
  const rounding = toRoundingRow(bill, { totalNanos: 154_200n, totalCents: 0 })
  const good = fileOf([...toUsageRows(bill, usage), ...(rounding ? [rounding] : []), credit])
  const broken = (changes: FocusRecord, row = 0) =>
    violationsOf(
      focusHeader,
      good.map((record, i) => (i === row ? { ...record, ...changes } : record)),
    )

  it('has nothing to say of good rows', () => {
    expect(good.map(row => row.ChargeCategory)).toEqual(['Usage', 'Usage', 'Adjustment', 'Credit'])
    expect(violationsOf(focusHeader, good)).toEqual([])
  })

  it.each([
    ['BilledCost must not be null', { BilledCost: '' }, 0],
    ['BilledCost is not a plain decimal', { BilledCost: '1e-7' }, 0],
    ['BilledCost is not a plain decimal', { BilledCost: '1,000.00' }, 0],
    ['BilledCost is not a plain decimal', { BilledCost: '$1' }, 0],
    ['ListUnitPrice is negative', { ListUnitPrice: '-0.1' }, 0],
    ['BillingAccountId must not be null', { BillingAccountId: '' }, 0],
    ['BillingCurrency must be a code of ISO 4217', { BillingCurrency: 'Dollar' }, 0],
    ['BillingPeriodStart is not a time in UTC', { BillingPeriodStart: '2026-10-01' }, 0],
    ['ChargePeriodEnd is not a time in UTC', { ChargePeriodEnd: '2026-10-06T00:00:00+02:00' }, 0],
    ['ChargePeriodEnd must lie after', { ChargePeriodEnd: '2026-10-05T00:00:00Z' }, 0],
    ['BillingPeriodEnd must lie after', { BillingPeriodEnd: '2026-10-01T00:00:00Z' }, 0],
    ['ChargeCategory is none of the allowed', { ChargeCategory: 'usage' }, 0],
    ['ChargeClass is none of the allowed', { ChargeClass: 'Regular' }, 0],
    ['ChargeFrequency is none of the allowed', { ChargeFrequency: 'Daily' }, 0],
    ['ProviderName is a placeholder', { ProviderName: 'N/A' }, 0],
    ['ServiceCategory is none of the allowed', { ServiceCategory: 'AI' }, 0],
    ['ServiceSubcategory must be one of', { ServiceSubcategory: 'Containers' }, 0],
    ['usage must have its quantity', { SkuPriceId: '' }, 0],
    ['usage must have its quantity', { PricingUnit: '' }, 0],
    ['ConsumedQuantity must be positive', { ConsumedQuantity: '0' }, 0],
    ['ConsumedQuantity must be positive', { ConsumedUnit: '' }, 0],
    ['ConsumedQuantity and ConsumedUnit must be null', { ConsumedUnit: 'Tokens' }, 2],
    ['ListUnitPrice × PricingQuantity', { ListCost: '0.000150001' }, 0],
    ['ContractedUnitPrice × PricingQuantity', { PricingQuantity: '1001', ListCost: '0.00015015' }, 0],
    ['ListCost must be the BilledCost', { ListCost: '1.00' }, 2],
    ['ContractedCost must be the BilledCost', { ContractedCost: '1.00' }, 3],
    ['EffectiveCost must be the BilledCost', { EffectiveCost: '0' }, 3],
    ['tax must have no quantity', { ChargeCategory: 'Tax' }, 0],
    ['a purchase must not be Usage-Based', { ChargeCategory: 'Purchase' }, 0],
    ['ResourceType must be given', { ResourceType: '' }, 0],
    ['ResourceName must not repeat', { ResourceName: 'key_a' }, 0],
    ['SkuMeter must be null', { SkuMeter: 'Images' }, 2],
    ['SkuPriceDetails must be null', { SkuPriceDetails: '{}' }, 2],
    ['SkuPriceDetails is not a JSON object', { SkuPriceDetails: '[1]' }, 0],
    ['properties of SkuPriceDetails', { SkuPriceDetails: '{"model":1}' }, 0],
    ['has more than one SkuId', { SkuPriceId: 'acme/large:output-tokens:standard' }, 0],
    ['has more than one BillingAccountId', { BillingAccountId: 'acc_2' }, 0],
  ] as const)('finds: %s', (violation, changes, row) => {
    expect(broken(changes, row).join('\n')).toContain(violation)
  })

  it('finds columns that are missing, doubled, unknown or out of place', () => {
    const without = focusHeader.filter(id => id !== 'BilledCost' && id !== 'SkuId')
    expect(violationsOf(without, [])).toEqual([
      'the mandatory column BilledCost is missing',
      'the conditional column SkuId is missing',
    ])
    expect(violationsOf([...focusHeader, 'x_PriceId'], [])).toEqual(['the column x_PriceId is there twice'])
    expect(violationsOf([...focusHeader, 'model'], [])[0]).toContain('model is no column of FOCUS 1.2')
    expect(violationsOf([...focusHeader, 'Tags'], [])).toEqual(['Tags stands among the custom columns'])
  })
})
