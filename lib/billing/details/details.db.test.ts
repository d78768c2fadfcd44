import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounts } from '@/db/schema'
import { getPayer } from '@/lib/billing/queries'
import { openPortal } from '@/lib/billing/portal/commands'
import { startSetup } from '@/lib/billing/setup/commands'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { billAccount } from '@/lib/invoices/close/commands'
import { addUsage, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { saveDetails } from './commands'
import { detailsSchema, type DetailsInput } from './input'
import { getStoredDetails } from './queries'

let world: StripeWorld

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-11-05T09:00:00Z'))
  await seedCatalog(world)
})
// Whatever we sent and whatever came back was checked against Stripe's contract on the way.
afterAll(async () => {
  const { latest } = await world.control('GET', '/_stripe/violations')
  await world.close()
  expect(latest).toEqual([])
})

const typed = (change: Partial<Record<string, string>> = {}): DetailsInput =>
  detailsSchema.parse({
    company: 'Halcyon Interactive Ltd',
    email: 'billing@halcyon.example',
    line1: '12 Quay Street',
    line2: '',
    city: 'Galway',
    state: '',
    postalCode: 'H91 E2K3',
    country: 'IE',
    taxIdType: 'eu_vat',
    taxId: ' ie3628739lh ',
    poNumber: 'PO-7741',
    ...change,
  })
const stored = (ctx: MemberCtx) => getStoredDetails(ctx.db, ctx.accountId)
const customerOf = async ({ db, accountId }: MemberCtx) => {
  const { customerId } = await getPayer(db, accountId)
  const customer = await world.stripe.customers.retrieve(customerId ?? '', { expand: ['tax_ids'] })
  if (customer.deleted) throw new Error('the customer is deleted')
  return customer
}

describe('invoice details', () => {
  it('stand at the customer in Stripe and in our copy, the address for mail apart', async () => {
    const ctx = await newPayer(world)
    expect(await saveDetails(ctx, world.stripe, typed())).toMatchObject({ ok: true })
    expect(await customerOf(ctx)).toMatchObject({
      name: 'Halcyon Interactive Ltd',
      email: 'billing@halcyon.example',
      address: { line1: '12 Quay Street', city: 'Galway', postal_code: 'H91 E2K3', country: 'IE' },
      invoice_settings: { custom_fields: [{ name: 'PO number', value: 'PO-7741' }] },
      tax_ids: { data: [{ type: 'eu_vat', value: 'IE3628739LH' }] },
    })
    expect(await stored(ctx)).toMatchObject({
      company: 'Halcyon Interactive Ltd',
      address: { line1: '12 Quay Street', line2: null, city: 'Galway', country: 'IE' },
      poNumber: 'PO-7741',
      taxIds: [{ type: 'eu_vat', value: 'IE3628739LH', status: 'pending' }],
    })
    expect(await getPayer(ctx.db, ctx.accountId)).toMatchObject({ email: 'billing@halcyon.example' })
  })

  it('can be given before there is a card, and Checkout takes the same customer', async () => {
    const ctx = await world.newMember()
    await saveDetails(ctx, world.stripe, typed())
    const { id } = await customerOf(ctx)
    await startSetup(ctx, world.stripe, { initialLimitNanos: null, appUrl: 'https://x.example' })
    expect((await customerOf(ctx)).id).toBe(id)
  })

  it('are on the next invoice, while an issued one keeps its own', async () => {
    const ctx = await newPayer(world)
    await addUsage(world, ctx, '2026-09', 10_000_000, 0)
    await addUsage(world, ctx, '2026-10', 20_000_000, 0)
    const before = await billAccount(world, ctx.accountId, '2026-09', world.now)
    await saveDetails(ctx, world.stripe, typed())
    const after = await billAccount(world, ctx.accountId, '2026-10', world.now)
    const read = (id: string | null) => world.stripe.invoices.retrieve(id ?? '')
    expect(await read(after.stripeInvoiceId)).toMatchObject({
      customer_name: 'Halcyon Interactive Ltd',
      customer_address: { city: 'Galway', country: 'IE' },
      customer_tax_ids: [{ type: 'eu_vat', value: 'IE3628739LH' }],
      custom_fields: [{ name: 'PO number', value: 'PO-7741' }],
    })
    expect(await read(before.stripeInvoiceId)).toMatchObject({ customer_tax_ids: [], custom_fields: null })
  })

  it('change nothing at all where the number is refused, and say what one looks like', async () => {
    const ctx = await newPayer(world)
    await saveDetails(ctx, world.stripe, typed())
    const refused = await saveDetails(ctx, world.stripe, typed({ company: 'Other', taxId: '12' }))
    expect(refused).toEqual({
      ok: false,
      error: {
        code: 'tax_id_invalid',
        field: 'taxId',
        message: 'That is not a valid EU VAT number. One looks like IE1234567FA.',
      },
    })
    expect(await stored(ctx)).toMatchObject({
      company: 'Halcyon Interactive Ltd',
      taxIds: [{ value: 'IE3628739LH' }],
    })
  })

  it('replace the number, keep it, or take it away: there is never a second one', async () => {
    const ctx = await newPayer(world)
    const numbers = async () => (await customerOf(ctx)).tax_ids?.data.map(({ value }) => value)
    await saveDetails(ctx, world.stripe, typed())
    const [first] = (await stored(ctx))?.taxIds ?? []
    await saveDetails(ctx, world.stripe, typed({ city: 'Dublin' }))
    expect((await stored(ctx))?.taxIds[0]?.id).toBe(first?.id)
    await saveDetails(ctx, world.stripe, typed({ taxId: 'IE6388047V' }))
    expect(await numbers()).toEqual(['IE6388047V'])
    await saveDetails(ctx, world.stripe, typed({ taxId: '', poNumber: '' }))
    expect(await numbers()).toEqual([])
    expect((await customerOf(ctx)).invoice_settings.custom_fields).toBeNull()
  })

  it('leave other fields of the customer’s invoices alone', async () => {
    const ctx = await newPayer(world)
    const { id } = await customerOf(ctx)
    const field = { name: 'Cost centre', value: '42' }
    await world.stripe.customers.update(id, { invoice_settings: { custom_fields: [field] } })
    await saveDetails(ctx, world.stripe, typed())
    expect((await customerOf(ctx)).invoice_settings.custom_fields).toEqual([
      { name: 'PO number', value: 'PO-7741' },
      field,
    ])
  })

  it('without an address for mail, it goes to the owner, whom Stripe has too', async () => {
    const ctx = await newPayer(world)
    const billingEmail = async () =>
      (await ctx.db.select().from(accounts).where(eq(accounts.accountId, ctx.accountId)))[0]?.billingEmail
    await saveDetails(ctx, world.stripe, typed({ email: '' }))
    expect(await billingEmail()).toBeNull()
    const { ownerEmail } = await getPayer(ctx.db, ctx.accountId)
    expect((await customerOf(ctx)).email).toBe(ownerEmail)
    await saveDetails(ctx, world.stripe, typed({ email: ownerEmail }))
    await world.receiveWebhooks()
    expect(await billingEmail()).toBe(ownerEmail)
  })
})

describe('what is changed in Stripe', () => {
  it('comes out here: name, address, mail, and the tax office’s answer', async () => {
    const ctx = await newPayer(world)
    await world.receiveWebhooks()
    const url = await openPortal(ctx, world.stripe, { appUrl: 'https://x.example' })
    const details = {
      name: 'Halcyon Oy',
      email: 'laskut@halcyon.example',
      line1: 'Katu 1',
      city: 'Turku',
      country: 'FI',
      tax_type: 'eu_vat',
      tax_value: 'FI12345678',
    }
    const answer = await fetch(`${url}/details`, {
      method: 'POST',
      body: new URLSearchParams(details),
      redirect: 'manual',
    })
    expect(answer.status).toBe(303)
    await world.receiveWebhooks()
    expect(await stored(ctx)).toMatchObject({
      company: 'Halcyon Oy',
      address: { city: 'Turku', country: 'FI' },
      taxIds: [{ value: 'FI12345678', status: 'pending' }],
    })
    expect(await getPayer(ctx.db, ctx.accountId)).toMatchObject({ email: 'laskut@halcyon.example' })
    world.now = new Date(world.now.getTime() + 60_000)
    await world.receiveWebhooks()
    expect((await stored(ctx))?.taxIds).toMatchObject([{ value: 'FI12345678', status: 'verified' }])
  })

  it('a deleted customer leaves them to the next one', async () => {
    const ctx = await newPayer(world)
    await saveDetails(ctx, world.stripe, typed())
    const { id } = await customerOf(ctx)
    await world.stripe.customers.del(id)
    await world.receiveWebhooks()
    await startSetup(ctx, world.stripe, { initialLimitNanos: null, appUrl: 'https://x.example' })
    const next = await customerOf(ctx)
    expect(next.id).not.toBe(id)
    expect(next).toMatchObject({
      name: 'Halcyon Interactive Ltd',
      email: 'billing@halcyon.example',
      address: { city: 'Galway' },
      invoice_settings: { custom_fields: [{ value: 'PO-7741' }] },
      tax_ids: { data: [{ value: 'IE3628739LH' }] },
    })
  })
})
