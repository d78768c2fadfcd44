import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { auditLog, disputes, invoices } from '@/db/schema'
import { clearDispute } from '@/lib/billing/disputes/commands'
import { getBilling } from '@/lib/billing/queries'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { newId } from '@/lib/ids'
import { creditInvoice, finishCredits, type CreditInput } from '@/lib/invoices/credits/commands'
import { listCredits } from '@/lib/invoices/credits/queries'
import { closeMonth } from '@/lib/invoices/month/commands'
import { reconcilePeriod } from '@/lib/invoices/reconcile/commands'
import { firstDifference } from '@/lib/invoices/reconcile/report'
import { closeDeps, newPayer, seedCatalog, settleUsage } from '@/lib/invoices/testing'
import { toInvoiceState } from '@/lib/invoices/status'
import { toPeriod } from '@/lib/period'

const october = toPeriod('2026-10')
let world: StripeWorld
let payer: MemberCtx
let debtor: MemberCtx
let disputer: MemberCtx

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-03T09:00:00Z'))
  await seedCatalog(world)
  payer = await newPayer(world)
  debtor = await newPayer(world, '4000000000000341')
  disputer = await newPayer(world)
  for (const ctx of [payer, debtor, disputer]) await settleUsage(world, ctx, [[60_000_000, 0]]) // $9.00
  world.now = new Date('2026-11-01T00:10:00Z')
  expect(await closeMonth(closeDeps(world), october, world.now)).toMatchObject({ ok: true })
  await world.receiveWebhooks()
})
afterEach(() => world.control('DELETE', '/_stripe/faults'))
afterAll(async () => {
  const { latest } = await world.control('GET', '/_stripe/violations')
  await world.close()
  expect(latest).toEqual([])
})

const invoiceOf = async ({ accountId }: MemberCtx) => {
  const [row] = await world.db.select().from(invoices).where(eq(invoices.accountId, accountId))
  if (!row) throw new Error('no invoice')
  return row
}
const operatorOf = ({ accountId, userId }: MemberCtx) => ({ accountId, actorUserId: userId, now: world.now })
const credit = async (
  ctx: MemberCtx,
  input: Partial<CreditInput>,
  deps = world as Parameters<typeof creditInvoice>[0],
) =>
  creditInvoice(deps, operatorOf(ctx), {
    invoiceId: (await invoiceOf(ctx)).id,
    amountCents: 100,
    to: 'refund',
    reason: 'product_unsatisfactory',
    memo: 'The model was away on 12 October.',
    ...input,
  })
const booksAgree = async () =>
  expect(firstDifference([await reconcilePeriod(world, october, world.now)])).toBeNull()

describe('crediting an invoice', () => {
  it('gives money of a paid one back to the card, and writes down who did it', async () => {
    expect(await credit(payer, { amountCents: 150 })).toMatchObject({
      ok: true,
      value: { status: 'issued', to: 'refund' },
    })
    const invoice = await invoiceOf(payer)
    expect(invoice).toMatchObject({
      status: 'paid',
      totalCents: 900,
      amountPaidCents: 900,
      creditedCents: 150,
      refundedCents: 150,
    })
    const notes = await world.stripe.creditNotes.list({ invoice: invoice.stripeInvoiceId ?? '' })
    expect(notes.data).toMatchObject([
      { amount: 150, memo: 'The model was away on 12 October.', status: 'issued' },
    ])
    const log = await world.db.select().from(auditLog).where(eq(auditLog.accountId, payer.accountId))
    expect(log.find(({ action }) => action === 'invoice.credited')).toMatchObject({
      actorUserId: payer.userId,
      target: invoice.id,
      details: { amount_cents: 150, to: 'refund' },
    })
    await world.receiveWebhooks()
    await booksAgree()
  })

  it('puts money into the customer’s balance, where the next invoice takes it from', async () => {
    expect(await credit(payer, { amountCents: 50, to: 'balance' })).toMatchObject({ ok: true })
    expect(await invoiceOf(payer)).toMatchObject({ creditedCents: 200, refundedCents: 150 })
    await booksAgree()
  })

  it('lowers what an open one asks for, and settles it when nothing is left', async () => {
    expect(await credit(debtor, { amountCents: 300 })).toMatchObject({ ok: true, value: { to: 'due' } })
    expect(await invoiceOf(debtor)).toMatchObject({ status: 'open', amountDueCents: 600, creditedCents: 300 })
    expect((await getBilling(debtor)).standing).toBe('past_due')
    await booksAgree()
    await credit(debtor, { amountCents: 600 })
    expect(await invoiceOf(debtor)).toMatchObject({ status: 'paid', amountDueCents: 0, amountPaidCents: 0 })
    await world.receiveWebhooks()
    expect((await getBilling(debtor)).standing).toBe('active')
    await booksAgree()
  })

  it('is not for more than is left, nor for what does not exist', async () => {
    expect(await credit(payer, { amountCents: 701 })).toMatchObject({ error: { code: 'too_much' } })
    expect(await credit(payer, { invoiceId: 'inv_none' })).toMatchObject({
      error: { code: 'unknown_invoice' },
    })
    expect(await credit(payer, { invoiceId: (await invoiceOf(debtor)).id })).toMatchObject({
      error: { code: 'unknown_invoice' },
    })
  })

  it('asked for twice with one id is one credit, even at once', async () => {
    const id = newId('credit', world.now)
    const both = await Promise.all([
      credit(payer, { id, amountCents: 10 }),
      credit(payer, { id, amountCents: 10 }),
    ])
    expect(both.map(({ ok }) => ok)).toEqual([true, true])
    expect(
      (await listCredits(payer, (await invoiceOf(payer)).id)).filter(note => note.id === id),
    ).toHaveLength(1)
    expect((await invoiceOf(payer)).creditedCents).toBe(210)
  })

  it.each(['error', 'error_after_work', 'drop', 'drop_after_work'])(
    'that breaks off (%s) is finished by the worker, once',
    async kind => {
      const before = (await invoiceOf(payer)).creditedCents
      const impatient = { db: world.db, stripe: world.newClient({ maxNetworkRetries: 0 }) }
      await world.control('POST', '/_stripe/faults', { kind, operation: 'PostCreditNotes', times: 2 })
      // A connection that is kept alive and breaks is tried again at once, below any setting: that may already do.
      const outcome = await credit(payer, { amountCents: 20 }, impatient).then(
        () => 'issued',
        () => 'broken',
      )
      await world.control('DELETE', '/_stripe/faults')
      const later = new Date(world.now.getTime() + 61_000)
      expect(await finishCredits(world, later)).toBe(outcome === 'broken' ? 1 : 0)
      expect(await finishCredits(world, later)).toBe(0)
      expect((await invoiceOf(payer)).creditedCents).toBe(before + 20)
      await booksAgree()
    },
  )

  it('that fails again keeps no other from being finished', async () => {
    const before = (await invoiceOf(payer)).creditedCents
    const impatient = { db: world.db, stripe: world.newClient({ maxNetworkRetries: 0 }) }
    const listing = { kind: 'error', operation: 'GetCreditNotes' }
    await world.control('POST', '/_stripe/faults', { ...listing, times: 2 })
    for (let i = 0; i < 2; i += 1)
      await expect(credit(payer, { amountCents: 2 }, impatient)).rejects.toThrow()
    await world.control('POST', '/_stripe/faults', { ...listing, times: 1 })
    const later = new Date(world.now.getTime() + 61_000)
    await expect(finishCredits(impatient, later)).rejects.toThrow()
    expect((await invoiceOf(payer)).creditedCents).toBe(before + 2)
    expect(await finishCredits(world, later)).toBe(1)
    expect((await invoiceOf(payer)).creditedCents).toBe(before + 4)
    await booksAgree()
  })

  it('that Stripe refuses gives nothing back, and says why', async () => {
    // What would be left to pay is below the smallest charge.
    const other = await newPayer(world, '4000000000000341')
    world.now = new Date('2026-11-03T09:00:00Z')
    await settleUsage(world, other, [[10_000_000, 0]])
    world.now = new Date('2026-12-01T00:10:00Z')
    await closeMonth(closeDeps(world), toPeriod('2026-11'), world.now)
    const refused = await credit(other, { amountCents: 120 })
    expect(refused).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await listCredits(other, (await invoiceOf(other)).id)).toMatchObject([{ status: 'refused' }])
    expect(await invoiceOf(other)).toMatchObject({ creditedCents: 0, amountDueCents: 150 })
  })
})

describe('money that goes back by other ways', () => {
  const chargeOf = async (ctx: MemberCtx) => {
    const { stripeInvoiceId } = await invoiceOf(ctx)
    const payments = await world.stripe.invoicePayments.list({
      invoice: stripeInvoiceId ?? '',
      expand: ['data.payment.payment_intent'],
    })
    const intent = payments.data[0]?.payment.payment_intent
    return typeof intent === 'object' ? String(intent?.latest_charge) : ''
  }

  it('is known from a refund made at Stripe by hand, and forgotten when the bank sends it back', async () => {
    const refund = await world.stripe.refunds.create({ charge: await chargeOf(disputer), amount: 400 })
    await world.receiveWebhooks()
    expect(await invoiceOf(disputer)).toMatchObject({ status: 'paid', refundedCents: 400, creditedCents: 0 })
    expect((await getBilling(disputer)).standing).toBe('active')
    expect(await credit(disputer, { amountCents: 501, to: 'balance' })).toMatchObject({
      error: { code: 'too_much' },
    })
    await world.control('POST', `/_stripe/refunds/${refund.id}/fail`, {})
    await world.receiveWebhooks()
    expect(await invoiceOf(disputer)).toMatchObject({ status: 'paid', refundedCents: 0 })
  })

  it('holds the account while a payment is disputed, until it is won or an operator clears it', async () => {
    await world.control('POST', `/_stripe/charges/${await chargeOf(disputer)}/dispute`, {})
    await world.receiveWebhooks()
    const [row] = await world.db.select().from(disputes).where(eq(disputes.accountId, disputer.accountId))
    expect(row).toMatchObject({ status: 'open', amountCents: 900, invoiceId: (await invoiceOf(disputer)).id })
    expect(await getBilling(disputer)).toMatchObject({
      standing: 'suspended',
      reason: 'disputed',
      openDisputes: 1,
    })
    const held = await invoiceOf(disputer)
    expect(held).toMatchObject({ status: 'paid', disputedCents: 900, chargedBackCents: 0 })
    expect(toInvoiceState(held)).toBe('disputed')
    expect(await credit(disputer, { amountCents: 1, to: 'balance' })).toMatchObject({
      error: { code: 'too_much', message: expect.stringContaining('The bank of the card') as string },
    })
    await world.control('POST', `/_stripe/disputes/${row?.id}/close`, { verdict: 'lost' })
    await world.receiveWebhooks()
    expect(await getBilling(disputer)).toMatchObject({ standing: 'suspended', reason: 'disputed' })
    const lost = await invoiceOf(disputer)
    expect(lost).toMatchObject({ status: 'paid', disputedCents: 0, chargedBackCents: 900 })
    expect(toInvoiceState(lost)).toBe('charged_back')
    for (const to of ['balance', 'refund'] as const)
      expect(await credit(disputer, { amountCents: 1, to })).toMatchObject({ error: { code: 'too_much' } })
    expect(await listCredits(disputer, lost.id)).toEqual([])
    expect(await clearDispute(world.db, operatorOf(disputer), row?.id ?? '')).toMatchObject({ ok: true })
    expect(await getBilling(disputer)).toMatchObject({ standing: 'active', openDisputes: 0 })
    expect(await clearDispute(world.db, operatorOf(disputer), row?.id ?? '')).toMatchObject({
      error: { code: 'unknown_dispute' },
    })
    await world.receiveWebhooks()
    await booksAgree()
  })

  it('leaves what was not disputed to be credited, and all of it again when the dispute is won', async () => {
    const ctx = await newPayer(world)
    world.now = new Date('2026-12-03T09:00:00Z')
    await settleUsage(world, ctx, [[60_000_000, 0]]) // $9.00
    world.now = new Date('2027-01-01T00:10:00Z')
    await closeMonth(closeDeps(world), toPeriod('2026-12'), world.now)
    await world.receiveWebhooks()
    await credit(ctx, { amountCents: 250 })
    await world.control('POST', `/_stripe/charges/${await chargeOf(ctx)}/dispute`, {})
    await world.receiveWebhooks()
    // $9.00 - $2.50 refunded: the bank holds the other $6.50.
    expect(await invoiceOf(ctx)).toMatchObject({ refundedCents: 250, disputedCents: 650 })
    expect(await credit(ctx, { amountCents: 1, to: 'balance' })).toMatchObject({
      error: { code: 'too_much' },
    })
    const [row] = await world.db.select().from(disputes).where(eq(disputes.accountId, ctx.accountId))
    expect(row?.decidedAt).toBeNull()
    await world.control('POST', `/_stripe/disputes/${row?.id}/close`, { verdict: 'won' })
    await world.receiveWebhooks()
    const won = await invoiceOf(ctx)
    expect(won).toMatchObject({ disputedCents: 0, chargedBackCents: 0 })
    expect(toInvoiceState(won)).toBe('paid')
    expect(await credit(ctx, { amountCents: 651 })).toMatchObject({ error: { code: 'too_much' } })
    expect(await credit(ctx, { amountCents: 650 })).toMatchObject({ ok: true })
    expect(toInvoiceState(await invoiceOf(ctx))).toBe('refunded')
    const decided = { accountId: ctx.accountId, decidedAt: world.now }
    expect(await world.db.select().from(disputes).where(eq(disputes.accountId, ctx.accountId))).toMatchObject(
      [decided],
    )
  })
})
