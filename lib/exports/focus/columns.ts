/**
 * The columns of FOCUS 1.2, the FinOps Open Cost and Usage Specification, "Cost and Usage" dataset, as data.
 * Source: https://focus.finops.org/focus-specification/v1-2/ and the column files of
 * https://github.com/FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec (specification/columns, "Content constraints").
 * Rules that span columns stand in `validate.ts`.
 */
export interface FocusColumn {
  readonly id: string
  /** Conditional columns must be present where their condition is met: `applies` says whether it is here. */
  readonly level: 'mandatory' | 'conditional' | 'recommended'
  readonly type: 'string' | 'decimal' | 'datetime' | 'json'
  readonly nullable: boolean
  readonly allowed?: readonly string[]
  readonly notNegative?: true
  /** Why a conditional column is here or not. */
  readonly applies?: { readonly here: boolean; readonly since: string }
}

const noCommitments = { here: false, since: 'no commitment discounts are sold' } as const
const noReservations = { here: false, since: 'no capacity can be reserved' } as const
const oneCurrency = { here: false, since: 'prices and invoices are in the same currency' } as const
const noRegions = { here: false, since: 'usage has no region' } as const
const noSubAccounts = { here: false, since: 'accounts have no sub-accounts' } as const
const metered = { here: true, since: 'usage is measured' } as const
const priceList = { here: true, since: 'unit prices are published' } as const
const keys = { here: true, since: 'usage is billed by API key' } as const

const serviceCategories = [
  'AI and Machine Learning',
  'Analytics',
  'Business Applications',
  'Compute',
  'Databases',
  'Developer Tools',
  'Multicloud',
  'Identity',
  'Integration',
  'Internet of Things',
  'Management and Governance',
  'Media',
  'Migration',
  'Mobile',
  'Networking',
  'Security',
  'Storage',
  'Web',
  'Other',
] as const

/** The subcategories of the one service category that occurs here. */
export const aiSubcategories = [
  'Bots',
  'Generative AI',
  'Machine Learning',
  'Natural Language Processing',
  'Other (AI and Machine Learning)',
] as const

export const focusColumns: readonly FocusColumn[] = [
  { id: 'AvailabilityZone', level: 'recommended', type: 'string', nullable: true },
  { id: 'BilledCost', level: 'mandatory', type: 'decimal', nullable: false },
  { id: 'BillingAccountId', level: 'mandatory', type: 'string', nullable: false },
  { id: 'BillingAccountName', level: 'mandatory', type: 'string', nullable: true },
  {
    id: 'BillingAccountType',
    level: 'conditional',
    type: 'string',
    nullable: true,
    applies: { here: false, since: 'there is one type of billing account' },
  },
  { id: 'BillingCurrency', level: 'mandatory', type: 'string', nullable: false },
  { id: 'BillingPeriodEnd', level: 'mandatory', type: 'datetime', nullable: false },
  { id: 'BillingPeriodStart', level: 'mandatory', type: 'datetime', nullable: false },
  {
    id: 'CapacityReservationId',
    level: 'conditional',
    type: 'string',
    nullable: true,
    applies: noReservations,
  },
  {
    id: 'CapacityReservationStatus',
    level: 'conditional',
    type: 'string',
    nullable: true,
    allowed: ['Used', 'Unused'],
    applies: noReservations,
  },
  {
    id: 'ChargeCategory',
    level: 'mandatory',
    type: 'string',
    nullable: false,
    allowed: ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'],
  },
  { id: 'ChargeClass', level: 'mandatory', type: 'string', nullable: true, allowed: ['Correction'] },
  { id: 'ChargeDescription', level: 'mandatory', type: 'string', nullable: true },
  {
    id: 'ChargeFrequency',
    level: 'recommended',
    type: 'string',
    nullable: false,
    allowed: ['One-Time', 'Recurring', 'Usage-Based'],
  },
  { id: 'ChargePeriodEnd', level: 'mandatory', type: 'datetime', nullable: false },
  { id: 'ChargePeriodStart', level: 'mandatory', type: 'datetime', nullable: false },
  {
    id: 'CommitmentDiscountCategory',
    level: 'conditional',
    type: 'string',
    nullable: true,
    allowed: ['Spend', 'Usage'],
    applies: noCommitments,
  },
  {
    id: 'CommitmentDiscountId',
    level: 'conditional',
    type: 'string',
    nullable: true,
    applies: noCommitments,
  },
  {
    id: 'CommitmentDiscountName',
    level: 'conditional',
    type: 'string',
    nullable: true,
    applies: noCommitments,
  },
  {
    id: 'CommitmentDiscountQuantity',
    level: 'conditional',
    type: 'decimal',
    nullable: true,
    applies: noCommitments,
  },
  {
    id: 'CommitmentDiscountStatus',
    level: 'conditional',
    type: 'string',
    nullable: true,
    allowed: ['Used', 'Unused'],
    applies: noCommitments,
  },
  {
    id: 'CommitmentDiscountType',
    level: 'conditional',
    type: 'string',
    nullable: true,
    applies: noCommitments,
  },
  {
    id: 'CommitmentDiscountUnit',
    level: 'conditional',
    type: 'string',
    nullable: true,
    applies: noCommitments,
  },
  { id: 'ConsumedQuantity', level: 'conditional', type: 'decimal', nullable: true, applies: metered },
  { id: 'ConsumedUnit', level: 'conditional', type: 'string', nullable: true, applies: metered },
  { id: 'ContractedCost', level: 'mandatory', type: 'decimal', nullable: false },
  {
    id: 'ContractedUnitPrice',
    level: 'conditional',
    type: 'decimal',
    nullable: true,
    notNegative: true,
    applies: { here: true, since: 'without negotiated prices it is the list price' },
  },
  { id: 'EffectiveCost', level: 'mandatory', type: 'decimal', nullable: false },
  { id: 'InvoiceId', level: 'recommended', type: 'string', nullable: true },
  { id: 'InvoiceIssuerName', level: 'mandatory', type: 'string', nullable: false },
  { id: 'ListCost', level: 'mandatory', type: 'decimal', nullable: false },
  {
    id: 'ListUnitPrice',
    level: 'conditional',
    type: 'decimal',
    nullable: true,
    notNegative: true,
    applies: priceList,
  },
  {
    id: 'PricingCategory',
    level: 'conditional',
    type: 'string',
    nullable: true,
    allowed: ['Standard', 'Dynamic', 'Committed', 'Other'],
    applies: { here: true, since: 'every charge has the standard price' },
  },
  { id: 'PricingCurrency', level: 'conditional', type: 'string', nullable: true, applies: oneCurrency },
  {
    id: 'PricingCurrencyContractedUnitPrice',
    level: 'conditional',
    type: 'decimal',
    nullable: true,
    notNegative: true,
    applies: oneCurrency,
  },
  {
    id: 'PricingCurrencyEffectiveCost',
    level: 'conditional',
    type: 'decimal',
    nullable: true,
    applies: oneCurrency,
  },
  {
    id: 'PricingCurrencyListUnitPrice',
    level: 'conditional',
    type: 'decimal',
    nullable: true,
    notNegative: true,
    applies: oneCurrency,
  },
  { id: 'PricingQuantity', level: 'mandatory', type: 'decimal', nullable: true },
  { id: 'PricingUnit', level: 'mandatory', type: 'string', nullable: true },
  { id: 'ProviderName', level: 'mandatory', type: 'string', nullable: false },
  { id: 'PublisherName', level: 'mandatory', type: 'string', nullable: false },
  { id: 'RegionId', level: 'conditional', type: 'string', nullable: true, applies: noRegions },
  { id: 'RegionName', level: 'conditional', type: 'string', nullable: true, applies: noRegions },
  { id: 'ResourceId', level: 'conditional', type: 'string', nullable: true, applies: keys },
  { id: 'ResourceName', level: 'conditional', type: 'string', nullable: true, applies: keys },
  { id: 'ResourceType', level: 'conditional', type: 'string', nullable: true, applies: keys },
  {
    id: 'ServiceCategory',
    level: 'mandatory',
    type: 'string',
    nullable: false,
    allowed: serviceCategories,
  },
  { id: 'ServiceName', level: 'mandatory', type: 'string', nullable: false },
  { id: 'ServiceSubcategory', level: 'recommended', type: 'string', nullable: false },
  { id: 'SkuId', level: 'conditional', type: 'string', nullable: true, applies: priceList },
  { id: 'SkuMeter', level: 'conditional', type: 'string', nullable: true, applies: priceList },
  { id: 'SkuPriceDetails', level: 'conditional', type: 'json', nullable: true, applies: priceList },
  { id: 'SkuPriceId', level: 'conditional', type: 'string', nullable: true, applies: priceList },
  { id: 'SubAccountId', level: 'conditional', type: 'string', nullable: true, applies: noSubAccounts },
  { id: 'SubAccountName', level: 'conditional', type: 'string', nullable: true, applies: noSubAccounts },
  { id: 'SubAccountType', level: 'conditional', type: 'string', nullable: true, applies: noSubAccounts },
  {
    id: 'Tags',
    level: 'conditional',
    type: 'json',
    nullable: true,
    applies: { here: false, since: 'nothing can be tagged' },
  },
]
