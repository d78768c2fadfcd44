import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { isCountry, listCountries } from './countries'
import { addressLines, noAddress } from './details'
import { detailsSchema } from './input'
import { taxIdKinds, taxIdTypesOf, type TaxIdType } from './tax-ids'

const blank = {
  company: 'Halcyon',
  email: '',
  line1: '',
  line2: '',
  city: '',
  state: '',
  postalCode: '',
  country: '',
  taxIdType: 'eu_vat',
  taxId: '',
  poNumber: '',
}
const wrongFields = (change: Partial<typeof blank>) => {
  const parsed = detailsSchema.safeParse({ ...blank, ...change })
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0])
}

describe('the form of the invoice details', () => {
  it('needs nothing but a name', () => {
    expect(detailsSchema.parse(blank)).toEqual({
      company: 'Halcyon',
      email: null,
      address: noAddress,
      taxId: null,
      poNumber: null,
    })
  })

  it('takes a number as the tax office writes it', () => {
    const parsed = detailsSchema.parse({
      ...blank,
      line1: 'Quay 1',
      country: 'CH',
      taxIdType: 'ch_vat',
      taxId: ' che-123.456.789  mwst',
    })
    expect(parsed.taxId).toEqual({ type: 'ch_vat', value: 'CHE-123.456.789 MWST' })
  })

  it.each<[string, Partial<typeof blank>, string]>([
    ['no name', { company: '  ' }, 'company'],
    ['a name that hides signs', { company: 'Halcyon\u202egnp' }, 'company'],
    ['an address that is none', { email: 'halcyon' }, 'email'],
    ['a street without a country', { line1: 'Quay 1' }, 'country'],
    ['a country without a street', { country: 'IE' }, 'line1'],
    ['a country that is none', { country: 'XX' }, 'country'],
    ['a number without a country', { taxId: 'IE3628739LH' }, 'country'],
    ['a number of no kind', { line1: 'Quay 1', country: 'IE', taxId: '1', taxIdType: 'x' }, 'taxIdType'],
    ['an order number longer than Stripe prints', { poNumber: 'x'.repeat(141) }, 'poNumber'],
    ['a line break', { poNumber: 'PO\n1' }, 'poNumber'],
  ])('refuses %s', (_, change, field) => expect(wrongFields(change)).toEqual([field]))
})

describe('kinds of tax ids', () => {
  it('are those that Stripe knows', () => {
    // `Stripe.TaxId.Type` is open for kinds to come; what is listed there by name has to be listed here, and the other way round.
    type Known<T> = T extends string ? (string extends T ? never : T) : never
    const all: Record<Exclude<Known<Stripe.TaxIdCreateParams['type']>, 'unknown'>, unknown> = taxIdKinds
    const none: Record<TaxIdType, unknown> = all
    expect(Object.keys(none).length).toBeGreaterThan(100)
  })

  it('are offered by country, the commonest first', () => {
    expect(taxIdTypesOf('IE')).toEqual(['eu_vat', 'eu_oss_vat'])
    expect(taxIdTypesOf('DE')[0]).toBe('eu_vat')
    expect(taxIdTypesOf('GB')).toEqual(['gb_vat', 'eu_vat'])
    expect(taxIdTypesOf('US')).toEqual(['us_ein'])
    expect(taxIdTypesOf('VA')).toEqual([])
  })

  it('each belongs to a country that can be chosen', () => {
    const offered = new Set(listCountries().flatMap(({ code }) => taxIdTypesOf(code)))
    expect(Object.keys(taxIdKinds).filter(type => !offered.has(type as TaxIdType))).toEqual([])
  })
})

it('countries have English names, in their order', () => {
  const names = listCountries().map(({ name }) => name)
  expect(names).toEqual([...names].toSorted((a, b) => a.localeCompare(b, 'en')))
  expect(names).toContain('Ireland')
  expect([isCountry('IE'), isCountry('EU'), isCountry('')]).toEqual([true, false, false])
})

it('an address is written from the street to the country', () => {
  const address = { ...noAddress, line1: 'Quay 1', postalCode: 'H91', city: 'Galway', country: 'IE' }
  expect(addressLines(address)).toEqual(['Quay 1', 'H91 Galway', 'Ireland'])
  expect(addressLines(noAddress)).toEqual([])
})
