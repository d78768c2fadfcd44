/** Where invoices are made out to. */
export interface BillingAddress {
  readonly line1: string | null
  readonly line2: string | null
  readonly city: string | null
  readonly state: string | null
  readonly postalCode: string | null
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null
}

export interface TaxId {
  /** Stripe's `txi_…`. */
  readonly id: string
  /** Stripe's word: `eu_vat`, … */
  readonly type: string
  readonly value: string
  /** What the tax office said of it; `unavailable` where none is asked. */
  readonly status: 'pending' | 'verified' | 'unverified' | 'unavailable'
}

/** What the coming invoices of an account say of it. */
export interface BillingDetails {
  readonly company: string | null
  readonly address: BillingAddress
  /** Oldest first. */
  readonly taxIds: readonly TaxId[]
  /** The customer's own order number. */
  readonly poNumber: string | null
}

export const noAddress: BillingAddress = {
  line1: null,
  line2: null,
  city: null,
  state: null,
  postalCode: null,
  country: null,
}

/** The name of the field that holds the order number on an invoice. */
export const PO_FIELD = 'PO number'

/** An address as its lines, from the street to the country's English name; none where nothing is given. */
export function addressLines({ line1, line2, city, state, postalCode, country }: BillingAddress): string[] {
  const place = [postalCode, city, state].filter(part => part !== null).join(' ')
  return [line1, line2, place, country && countryName(country)].flatMap(line => line || [])
}

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })

/** The English name of a country's code; the code itself where it is none. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code
}
