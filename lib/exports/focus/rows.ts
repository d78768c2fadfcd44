import { figure, timeCell, usdFigure, type CsvCell } from '@/lib/exports/csv'
import type { Span } from '@/lib/exports/days'
import type { ExportedKey } from '@/lib/exports/exported-key'
import type { UsageSum } from '@/lib/invoices/lines'
import { centsToNanos, formatPerMillionTokens, formatUsdExact, type Nanos } from '@/lib/money'
import { endOf, formatPeriod, startOf, type Period } from '@/lib/period'

/** The columns of the file: those of the specification by the alphabet, then our own. */
export const focusHeader = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'InvoiceId',
  'InvoiceIssuerName',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ResourceId',
  'ResourceName',
  'ResourceType',
  'ServiceCategory',
  'ServiceName',
  'ServiceSubcategory',
  'SkuId',
  'SkuMeter',
  'SkuPriceDetails',
  'SkuPriceId',
  'x_MaskedKey',
  'x_ModelId',
  'x_PriceId',
] as const

export type FocusRow = Readonly<Record<(typeof focusHeader)[number], CsvCell>>

/** Whose bill a row stands on. */
export interface FocusBill {
  readonly accountId: string
  readonly accountName: string
  readonly period: Period
  /** As printed on the invoice; null while none is issued. */
  readonly invoiceNumber: string | null
}

/** What one key used of one model at one price on one day; requests that failed, and cost nothing, left out. */
export interface FocusUsage extends Omit<UsageSum, 'effectiveFrom'> {
  readonly day: Span
  readonly keyId: string
  readonly key: ExportedKey | null
}

export function toFocusCells(row: FocusRow): CsvCell[] {
  return focusHeader.map(column => row[column])
}

/** A row for input and one for output, or one for images. Their BilledCost sums to `usage.costNanos`. */
export function toUsageRows(bill: FocusBill, usage: FocusUsage): FocusRow[] {
  const { inputNanos, outputNanos, imageNanos, inputCostNanos, costNanos } = usage
  const charges: Charge[] =
    imageNanos !== null
      ? [{ meter: 'Images', unit: 'Images', quantity: usage.images, rate: imageNanos, cost: costNanos }]
      : [
          {
            meter: 'Input Tokens',
            unit: 'Tokens',
            quantity: usage.inputTokens,
            rate: inputNanos,
            cost: inputCostNanos,
          },
          {
            meter: 'Output Tokens',
            unit: 'Tokens',
            quantity: usage.outputTokens,
            rate: outputNanos,
            cost: costNanos - inputCostNanos,
          },
        ]
  return charges
    .filter(({ quantity, cost }) => quantity !== 0 || cost !== 0n)
    .map(charge => toUsageRow(bill, usage, charge))
}

/** What the one rounding of an issued invoice adds or takes, so that the month's BilledCost is the invoice's total; null for nothing. */
export function toRoundingRow(
  bill: FocusBill,
  invoice: { readonly totalNanos: Nanos; readonly totalCents: number },
): FocusRow | null {
  const nanos = centsToNanos(invoice.totalCents) - invoice.totalNanos
  if (nanos === 0n) return null
  return {
    ...toCharge(bill, periodSpan(bill.period), nanos, nanos),
    ChargeCategory: 'Adjustment',
    ChargeFrequency: 'One-Time',
    ChargeDescription: `Rounding of the invoice of ${formatPeriod(bill.period)} to the cent`,
  }
}

/** What was given back by a credit note: billed in the month it was issued, for the month it corrects. */
export function toCreditRow(
  bill: FocusBill,
  credit: { readonly amountCents: number; readonly number: string | null; readonly corrects: Period },
): FocusRow {
  const nanos = -centsToNanos(credit.amountCents)
  return {
    ...toCharge({ ...bill, invoiceNumber: credit.number }, periodSpan(credit.corrects), nanos, nanos),
    ChargeCategory: 'Credit',
    ChargeClass: 'Correction',
    ChargeFrequency: 'One-Time',
    ChargeDescription: `Credit note on the invoice of ${formatPeriod(credit.corrects)}`,
  }
}

interface Charge {
  readonly meter: 'Input Tokens' | 'Output Tokens' | 'Images'
  readonly unit: 'Tokens' | 'Images'
  readonly quantity: number
  readonly rate: Nanos | null
  readonly cost: Nanos
}

function toUsageRow(bill: FocusBill, usage: FocusUsage, charge: Charge): FocusRow {
  const { meter, unit, quantity, rate, cost } = charge
  const { modelId, variant } = usage
  if (rate === null) throw new Error(`price ${usage.priceId} of ${modelId} has no rate for ${meter}`)
  const listNanos = BigInt(quantity) * rate
  const skuId = `${modelId}:${meter.toLowerCase().replace(' ', '-')}`
  return {
    ...toCharge(bill, usage.day, cost, listNanos),
    ChargeCategory: 'Usage',
    ChargeFrequency: 'Usage-Based',
    ChargeDescription: describe(usage, charge, rate, listNanos - cost),
    ConsumedQuantity: figure(quantity),
    ConsumedUnit: unit,
    ContractedUnitPrice: usdFigure(rate),
    ListUnitPrice: usdFigure(rate),
    PricingCategory: 'Standard',
    PricingQuantity: figure(quantity),
    PricingUnit: unit,
    ResourceId: usage.keyId,
    ResourceName: usage.key?.name ?? null,
    ResourceType: 'API Key',
    SkuId: skuId,
    SkuMeter: meter,
    SkuPriceDetails: JSON.stringify({ x_Model: modelId, x_Variant: variant }),
    // Of the SKU and what prices tell apart, not of a price row: those change, and this must not.
    SkuPriceId: `${skuId}:${variant}`,
    x_MaskedKey: usage.key?.masked ?? null,
    x_ModelId: modelId,
    x_PriceId: usage.priceId,
  }
}

function describe(
  { modelName, variant }: FocusUsage,
  charge: Charge,
  rate: Nanos,
  notCharged: Nanos,
): string {
  const what = `${modelName}, ${charge.meter.toLowerCase()}`
  const which = variant === 'standard' ? '' : ` (${variant.replace('_', ' ')})`
  const price =
    charge.unit === 'Tokens'
      ? `${formatPerMillionTokens(rate)} per million tokens`
      : `${formatUsdExact(rate)} per image`
  const less = notCharged === 0n ? '' : `, less ${formatUsdExact(notCharged)} not charged`
  return `${what}${which}, ${price}${less}`
}

/** What every row has. What was metered and is not charged makes the billed cost less than the list cost. */
function toCharge(bill: FocusBill, span: Span, billedNanos: Nanos, listNanos: Nanos): FocusRow {
  const { from, to } = periodSpan(bill.period)
  return {
    BilledCost: usdFigure(billedNanos),
    BillingAccountId: bill.accountId,
    BillingAccountName: bill.accountName,
    BillingCurrency: 'USD',
    BillingPeriodEnd: timeCell(to),
    BillingPeriodStart: timeCell(from),
    ChargeCategory: null,
    ChargeClass: null,
    ChargeDescription: null,
    ChargeFrequency: null,
    ChargePeriodEnd: timeCell(span.to),
    ChargePeriodStart: timeCell(span.from),
    ConsumedQuantity: null,
    ConsumedUnit: null,
    ContractedCost: usdFigure(listNanos),
    ContractedUnitPrice: null,
    EffectiveCost: usdFigure(billedNanos),
    InvoiceId: bill.invoiceNumber,
    InvoiceIssuerName: 'Serika.dev',
    ListCost: usdFigure(listNanos),
    ListUnitPrice: null,
    PricingCategory: null,
    PricingQuantity: null,
    PricingUnit: null,
    ProviderName: 'Serika.dev',
    PublisherName: 'Serika.dev',
    ResourceId: null,
    ResourceName: null,
    ResourceType: null,
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: 'Customer API',
    ServiceSubcategory: 'Generative AI',
    SkuId: null,
    SkuMeter: null,
    SkuPriceDetails: null,
    SkuPriceId: null,
    x_MaskedKey: null,
    x_ModelId: null,
    x_PriceId: null,
  }
}

function periodSpan(period: Period): Span {
  return { from: startOf(period), to: endOf(period) }
}
