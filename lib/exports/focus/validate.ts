import { aiSubcategories, focusColumns, type FocusColumn } from '@/lib/exports/focus/columns'

/** A row of the file as text; an empty cell is null. */
export type FocusRecord = Readonly<Record<string, string>>

/**
 * What of a FOCUS file breaks the specification, one sentence each; empty where nothing does. Reads the file alone and knows
 * the specification alone: the columns' own rules from `focusColumns`, the rules across columns from their "requirements".
 */
export function violationsOf(header: readonly string[], rows: readonly FocusRecord[]): string[] {
  return [...headerViolations(header), ...rows.flatMap(rowViolations), ...datasetViolations(rows)]
}

/** Nano-dollars of BilledCost by the first day of the billing period: "MUST match the sum of the invoices received" for it. */
export function billedByPeriod(rows: readonly FocusRecord[]): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const row of rows) {
    const period = row.BillingPeriodStart ?? ''
    sums.set(period, (sums.get(period) ?? 0n) + decimal(row.BilledCost) / 10n ** (SCALE - 9n))
  }
  return sums
}

const known = new Map(focusColumns.map(column => [column.id, column]))
const plainDecimal = /^-?(0|[1-9]\d*)(\.\d+)?$/
const utcTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
const placeholder = /^(n\/?a|not applicable|null|none|unassigned|-+)$/i

function headerViolations(header: readonly string[]): string[] {
  const firstCustom = header.findIndex(id => id.startsWith('x_'))
  return [
    ...focusColumns
      .filter(({ id, level, applies }) => !header.includes(id) && (level === 'mandatory' || applies?.here))
      .map(({ id, level }) => `the ${level} column ${id} is missing`),
    ...header.filter((id, i) => header.indexOf(id) !== i).map(id => `the column ${id} is there twice`),
    ...header
      .filter(id => !known.has(id) && !/^x_[A-Z][A-Za-z0-9]*$/.test(id))
      .map(id => `${id} is no column of FOCUS 1.2, and custom columns start with x_`),
    ...header
      .filter((id, i) => known.has(id) && firstCustom >= 0 && i > firstCustom)
      .map(id => `${id} stands among the custom columns`),
  ]
}

function rowViolations(row: FocusRecord, index: number): string[] {
  const found = [
    ...focusColumns.filter(({ id }) => id in row).flatMap(column => cellViolations(column, row[column.id])),
    ...rules.filter(([, holds]) => !holds(row)).map(([rule]) => rule),
  ]
  return found.map(violation => `row ${index + 1}: ${violation}`)
}

function cellViolations({ id, type, nullable, allowed, notNegative }: FocusColumn, cell = ''): string[] {
  if (cell === '') return nullable ? [] : [`${id} must not be null`]
  const wrong = (what: string) => [`${id} ${what}: ${cell}`]
  if (allowed && !allowed.includes(cell)) return wrong('is none of the allowed values')
  switch (type) {
    case 'string':
      return placeholder.test(cell) ? wrong('is a placeholder for null') : []
    case 'decimal':
      if (!plainDecimal.test(cell)) return wrong('is not a plain decimal')
      return notNegative && cell.startsWith('-') ? wrong('is negative') : []
    case 'datetime':
      return utcTime.test(cell) && !Number.isNaN(Date.parse(cell)) ? [] : wrong('is not a time in UTC')
    case 'json':
      return isObject(cell) ? [] : wrong('is not a JSON object')
  }
}

const given = (row: FocusRecord, id: string) => (row[id] ?? '') !== ''
const allGiven = (row: FocusRecord, ...ids: string[]) => ids.every(id => given(row, id))
const noneGiven = (row: FocusRecord, ...ids: string[]) => !ids.some(id => given(row, id))
const same = (row: FocusRecord, a: string, b: string) => decimal(row[a]) === decimal(row[b])
/** Bought or used, and no correction of an earlier period: what the specification asks most of. */
const isPriced = (row: FocusRecord) =>
  (row.ChargeCategory === 'Usage' || row.ChargeCategory === 'Purchase') && row.ChargeClass !== 'Correction'
const isProduct = (row: FocusRecord, cost: string, price: string) =>
  !allGiven(row, price, 'PricingQuantity') ||
  row.ChargeClass === 'Correction' ||
  decimal(row[price]) * decimal(row.PricingQuantity) === decimal(row[cost]) * 10n ** SCALE

/** Requirements that span columns, each with the test of one row. */
const rules: readonly (readonly [rule: string, holds: (row: FocusRecord) => boolean])[] = [
  ['BillingCurrency must be a code of ISO 4217', row => /^[A-Z]{3}$/.test(row.BillingCurrency ?? '')],
  [
    'BillingPeriodEnd must lie after BillingPeriodStart',
    row => (row.BillingPeriodStart ?? '') < (row.BillingPeriodEnd ?? ''),
  ],
  [
    'ChargePeriodEnd must lie after ChargePeriodStart',
    row => (row.ChargePeriodStart ?? '') < (row.ChargePeriodEnd ?? ''),
  ],
  [
    'usage must have its quantity, unit, category, SKU and unit prices',
    row =>
      !isPriced(row) ||
      allGiven(
        row,
        'PricingQuantity',
        'PricingUnit',
        'PricingCategory',
        'SkuId',
        'SkuPriceId',
        'ListUnitPrice',
        'ContractedUnitPrice',
      ),
  ],
  [
    'ConsumedQuantity must be positive, with a ConsumedUnit, for usage',
    row =>
      row.ChargeCategory !== 'Usage' ||
      row.ChargeClass === 'Correction' ||
      (decimal(row.ConsumedQuantity) > 0n && given(row, 'ConsumedUnit')),
  ],
  [
    'ConsumedQuantity and ConsumedUnit must be null for what is not usage',
    row => row.ChargeCategory === 'Usage' || noneGiven(row, 'ConsumedQuantity', 'ConsumedUnit'),
  ],
  [
    'tax must have no quantity, unit, SKU or unit price',
    row =>
      row.ChargeCategory !== 'Tax' ||
      noneGiven(
        row,
        'PricingQuantity',
        'PricingUnit',
        'PricingCategory',
        'SkuId',
        'SkuPriceId',
        'ListUnitPrice',
        'ContractedUnitPrice',
      ),
  ],
  [
    'ListUnitPrice × PricingQuantity must be the ListCost',
    row => isProduct(row, 'ListCost', 'ListUnitPrice'),
  ],
  [
    'ContractedUnitPrice × PricingQuantity must be the ContractedCost',
    row => isProduct(row, 'ContractedCost', 'ContractedUnitPrice'),
  ],
  [
    'ListCost must be the BilledCost where there is no ListUnitPrice',
    row => given(row, 'ListUnitPrice') || row.ChargeCategory === 'Tax' || same(row, 'ListCost', 'BilledCost'),
  ],
  [
    'ContractedCost must be the BilledCost where there is no ContractedUnitPrice',
    row =>
      given(row, 'ContractedUnitPrice') ||
      row.ChargeCategory === 'Tax' ||
      same(row, 'ContractedCost', 'BilledCost'),
  ],
  [
    'EffectiveCost must be the BilledCost for credits and adjustments',
    row =>
      (row.ChargeCategory !== 'Credit' && row.ChargeCategory !== 'Adjustment') ||
      same(row, 'EffectiveCost', 'BilledCost'),
  ],
  [
    'a purchase must not be Usage-Based',
    row => row.ChargeCategory !== 'Purchase' || row.ChargeFrequency !== 'Usage-Based',
  ],
  [
    'ResourceType must be given with ResourceId, and only then',
    row => given(row, 'ResourceType') === given(row, 'ResourceId'),
  ],
  [
    'ResourceName must not repeat ResourceId',
    row => !given(row, 'ResourceName') || row.ResourceName !== row.ResourceId,
  ],
  ['SkuMeter must be null without SkuId', row => given(row, 'SkuId') || !given(row, 'SkuMeter')],
  [
    'SkuPriceDetails must be null without SkuPriceId',
    row => given(row, 'SkuPriceId') || !given(row, 'SkuPriceDetails'),
  ],
  [
    'properties of SkuPriceDetails must start with x_',
    row =>
      !given(row, 'SkuPriceDetails') || keysOf(row.SkuPriceDetails ?? '').every(key => /^x_[A-Z]/.test(key)),
  ],
  [
    'ServiceSubcategory must be one of its ServiceCategory',
    row =>
      row.ServiceCategory !== 'AI and Machine Learning' ||
      aiSubcategories.some(name => name === row.ServiceSubcategory),
  ],
]

function datasetViolations(rows: readonly FocusRecord[]): string[] {
  return [
    ...twoParents(rows, 'SkuPriceId', 'SkuId'),
    ...twoParents(rows, 'InvoiceId', 'BillingAccountId'),
    ...twoParents(rows, 'SkuPriceId', 'SkuPriceDetails'),
  ]
}

/** "MUST have one and only one". */
function twoParents(rows: readonly FocusRecord[], child: string, parent: string): string[] {
  const parents = new Map<string, string>()
  const found = new Set<string>()
  for (const row of rows) {
    const [id, of] = [row[child] ?? '', row[parent] ?? '']
    if (id !== '' && (parents.get(id) ?? of) !== of) found.add(`${child} ${id} has more than one ${parent}`)
    parents.set(id, of)
  }
  return [...found]
}

/** Digits after the point that are compared; prices and quantities here have at most nine. */
const SCALE = 12n

/** A decimal as a whole number of 10^-12; 0 for null or what is no decimal, which has a violation of its own. */
function decimal(cell = ''): bigint {
  if (!plainDecimal.test(cell)) return 0n
  const [whole = '0', fraction = ''] = cell.replace('-', '').split('.')
  const scaled = BigInt(whole + fraction.padEnd(Number(SCALE), '0').slice(0, Number(SCALE)))
  return cell.startsWith('-') ? -scaled : scaled
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function keysOf(text: string): string[] {
  return isObject(text) ? Object.keys(JSON.parse(text) as object) : []
}
