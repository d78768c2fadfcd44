import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { countryOf, isWellFormed } from '@/sandbox/stripe/resources/tax-id-formats'
import { draftOf, refusal, startTestSandbox, type TestSandbox } from '@/sandbox/stripe/testing'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
let box: TestSandbox
let stripe: Stripe
beforeAll(async () => {
  box = await startTestSandbox()
  stripe = box.stripe
})
afterAll(async () => {
  expect(await box.violations()).toEqual({ count: 0, latest: [] })
  await box.close()
})

test('a tax id is pending, then confirmed; the invoice issued meanwhile shows it and keeps it', async () => {
  const customer = await stripe.customers.create({ name: 'Halcyon Interactive' })
  const added = await stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: 'IE1234567FA' })
  expect(added).toMatchObject({
    country: 'IE',
    customer: customer.id,
    type: 'eu_vat',
    value: 'IE1234567FA',
    verification: { status: 'pending' },
  })
  const invoice = await stripe.invoices.finalizeInvoice((await draftOf(stripe, customer.id, 700)).id)
  expect(invoice.customer_tax_ids).toEqual([{ type: 'eu_vat', value: 'IE1234567FA' }])
  expect(await (await fetch(invoice.hosted_invoice_url ?? '')).text()).toContain('EU VAT IE1234567FA')
  await box.advance(10)
  expect(await stripe.customers.retrieveTaxId(customer.id, added.id)).toMatchObject({
    verification: { status: 'verified', verified_name: 'Halcyon Interactive' },
  })
  expect(await stripe.customers.deleteTaxId(customer.id, added.id)).toMatchObject({ deleted: true })
  expect((await stripe.invoices.retrieve(invoice.id)).customer_tax_ids).toHaveLength(1)
  expect(await box.eventTypes('customer.tax_id.*')).toEqual([
    'customer.tax_id.created',
    'customer.tax_id.updated',
    'customer.tax_id.deleted',
  ])
})

test('Stripe’s test numbers stay pending or turn out wrong', async () => {
  const { id } = await stripe.customers.create()
  const wrong = await stripe.taxIds.create({
    type: 'gb_vat',
    value: 'GB111111111',
    owner: { type: 'customer', customer: id },
  })
  const slow = await stripe.customers.createTaxId(id, { type: 'gb_vat', value: 'GB222222222' })
  const unasked = await stripe.customers.createTaxId(id, { type: 'us_ein', value: '12-3456789' })
  await box.advance(60)
  const states = await Promise.all(
    [wrong, slow, unasked].map(async each => (await stripe.taxIds.retrieve(each.id)).verification?.status),
  )
  expect(states).toEqual(['unverified', 'pending', 'unavailable'])
  const listed = await stripe.taxIds.list({ owner: { type: 'customer', customer: id } })
  expect(listed.data.map(each => each.id)).toEqual([unasked.id, slow.id, wrong.id])
  const expanded = await stripe.customers.retrieve(id, { expand: ['tax_ids'] })
  expect(expanded.deleted ? [] : expanded.tax_ids?.data).toHaveLength(3)
})

test('ids come with a new customer too, five at most, well-formed, and go with their customer', async () => {
  const customer = await stripe.customers.create({
    tax_id_data: [{ type: 'ch_vat', value: 'CHE-123.456.789 MWST' }],
  })
  const wrong = stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: '123' })
  expect(await refusal(wrong)).toMatchObject({ code: 'tax_id_invalid', param: 'value' })
  const ein = (n: number) =>
    stripe.customers.createTaxId(customer.id, { type: 'us_ein', value: `12-345678${n}` })
  for (let n = 1; n < 5; n += 1) await ein(n)
  expect(await refusal(ein(5))).toMatchObject({ statusCode: 400 })
  const [last] = (await stripe.customers.listTaxIds(customer.id)).data
  const other = await stripe.customers.create()
  expect(await refusal(stripe.customers.retrieveTaxId(other.id, last?.id ?? ''))).toMatchObject({
    statusCode: 404,
  })
  await stripe.customers.del(customer.id)
  expect(await refusal(stripe.taxIds.retrieve(last?.id ?? ''))).toMatchObject({ statusCode: 404 })
})

test.each([
  ['eu_vat', 'DE123456789', true, 'DE'],
  ['eu_vat', 'EL123456789', true, 'GR'],
  ['eu_vat', 'US123456789', false, 'US'],
  ['gb_vat', 'GB12345678', false, 'GB'],
  ['us_ein', '123456789', true, 'US'],
  ['za_vat', '4123456789', true, 'ZA'],
  ['unknown', '', false, null],
])('%s %s', (type, value, fits, country) => {
  expect(isWellFormed(type, value)).toBe(fits)
  expect(countryOf(type, value)).toBe(country)
})
