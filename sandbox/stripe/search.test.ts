import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { searchables } from '@/sandbox/stripe/search/fields'
import { parseQuery } from '@/sandbox/stripe/search/query'
import { customerWith, draftOf, refusal, startTestSandbox, type TestSandbox } from '@/sandbox/stripe/testing'

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

describe('search lags', () => {
  test('what was just made is not found yet, and what was just changed is found as it was', async () => {
    const key = crypto.randomUUID()
    const customer = await stripe.customers.create()
    const draft = await stripe.invoices.create({ customer: customer.id, metadata: { invoice: key } })
    const found = async () =>
      (await stripe.invoices.search({ query: `metadata["invoice"]:"${key}"` })).data.map(each => [
        each.id,
        each.total,
      ])
    expect(await found()).toEqual([])
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1)
    await box.advance(61)
    expect(await found()).toEqual([[draft.id, 0]])
    await stripe.invoices.addLines(draft.id, { lines: [{ amount: 900 }] })
    expect(await found()).toEqual([[draft.id, 0]])
    await box.advance(61)
    expect(await found()).toEqual([[draft.id, 900]])
    await stripe.invoices.del(draft.id)
    expect(await found()).toHaveLength(1)
    await box.advance(61)
    expect(await found()).toEqual([])
  })
  test('by as much as it is told to', async () => {
    await box.post('/_stripe/search', { lag_s: 3600 })
    const { id } = await stripe.customers.create({ email: 'late@halcyon.example' })
    const found = async () =>
      (await stripe.customers.search({ query: 'email:"LATE@halcyon.example"' })).data.map(each => each.id)
    await box.advance(3000)
    expect(await found()).toEqual([])
    await box.advance(700)
    expect(await found()).toEqual([id])
    await box.post('/_stripe/search', { lag_s: 0 })
    const next = await stripe.customers.create({ email: 'late@halcyon.example' })
    expect(await found()).toEqual([next.id, id])
    await box.post('/_stripe/search', { lag_s: 60 })
  })
})

describe('the query language', () => {
  test('compares, negates, joins, and looks for parts', async () => {
    const customer = await customerWith(stripe, 'pm_card_visa')
    await stripe.customers.update(customer.id, { name: 'Quarry & Söhne', metadata: { tier: 'b' } })
    const totals = [300, 700, 1500]
    for (const total of totals) await stripe.invoices.pay((await draftOf(stripe, customer.id, total)).id)
    const open = await draftOf(stripe, customer.id, 5000)
    await box.advance(61)
    const invoices = async (query: string) =>
      (await stripe.invoices.search({ query: `customer:"${customer.id}" ${query}` })).data.map(
        each => each.total,
      )
    expect(await invoices('total>300 AND total<=1500')).toEqual([1500, 700])
    expect(await invoices('-status:"paid"')).toEqual([open.total])
    expect(await invoices('-number:null')).toEqual([1500, 700, 300])
    const either = await stripe.invoices.search({ query: 'total:300 OR total:5000' })
    expect(either.data.map(each => each.total)).toEqual([5000, 300])
    const people = async (query: string) =>
      (await stripe.customers.search({ query })).data.map(each => each.id)
    expect(await people(`name~"quarry" metadata['tier']:'b'`)).toEqual([customer.id])
    expect(await people('metadata["tier"]:null name~"quarry"')).toEqual([])
    const charges = await stripe.charges.search({
      query: `customer:'${customer.id}' AND payment_method_details.card.last4:4242 AND disputed:'false'`,
    })
    expect(charges.data).toHaveLength(3)
    const paid = await stripe.paymentIntents.search({ query: `customer:"${customer.id}" status:"succeeded"` })
    expect(paid.data).toHaveLength(3)
  })
  test('gives pages without gap or overlap', async () => {
    const name = `Page ${crypto.randomUUID()}`
    const ids: string[] = []
    for (let i = 0; i < 5; i += 1) ids.unshift((await stripe.customers.create({ name })).id)
    await box.advance(61)
    const seen = await stripe.customers
      .search({ query: `name:"${name}"`, limit: 2 })
      .autoPagingToArray({ limit: 9 })
    expect(seen.map(each => each.id)).toEqual(ids)
  })
  test.each([
    ['', 'unable to parse'],
    ['total', 'unable to parse'],
    ['total>5 AND', 'unable to parse'],
    ['total>5 AND total<9 OR total:7', 'cannot be combined'],
    ['amount:5', 'unsupported search field'],
    ['metadata:"x"', 'with its key'],
    ['status>"paid"', 'does not support comparison'],
    ['number~"ABC"', 'substring'],
    ['total:"many"', 'is a number'],
  ])('refuses %j', async (query, message) => {
    const error = await refusal(stripe.invoices.search({ query }))
    expect(error).toMatchObject({ statusCode: 400, param: 'query' })
    expect(error.message).toContain(message)
  })
  test('reads quotes inside of quotes', () => {
    const { clauses } = parseQuery(String.raw`name:"say \"hi\"" -email:'a\'b'`, searchables.customer)
    expect(clauses.map(each => [each.value, each.negated])).toEqual([
      ['say "hi"', false],
      ["a'b", true],
    ])
  })
})
