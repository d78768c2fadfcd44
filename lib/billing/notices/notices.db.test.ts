import { eq, notInArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accounts, invoices, paymentMethods, stripeEvents } from '@/db/schema'
import { recomputeStanding, suspendOverdue } from '@/lib/billing/commands'
import { noteExpiringCards } from '@/lib/billing/card-expiry/commands'
import { clearDispute } from '@/lib/billing/disputes/commands'
import { sendReminders } from '@/lib/billing/dunning/commands'
import { queueNotices } from '@/lib/billing/notices/commands'
import { completeSetup, startSetup } from '@/lib/billing/setup/commands'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { billAccount } from '@/lib/invoices/close/commands'
import { syncInvoice } from '@/lib/invoices/commands'
import { creditInvoice } from '@/lib/invoices/credits/commands'
import { addUsage, newPayer, seedCatalog } from '@/lib/invoices/testing'
import { noteLimitReached } from '@/lib/limits/alerts/commands'
import { composeMail, queuedMailSchema, type QueuedMail } from '@/lib/mail/compose'
import { links } from '@/lib/mail/testing'
import { toPeriod } from '@/lib/period'

const october = toPeriod('2026-10')
const november = toPeriod('2026-11')
const declined = '4000000000000341'
const issuedAt = new Date('2026-11-01T00:10:00Z')
const day = (days: number) => new Date(issuedAt.getTime() + days * 86_400_000)
let world: StripeWorld

beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-03T09:00:00Z'))
  await seedCatalog(world)
})
afterAll(() => world.close())

/** Events of earlier tests. */
let known: string[] = []
beforeEach(async () => {
  const rows = await world.db.select({ id: stripeEvents.id }).from(stripeEvents)
  known = rows.map(({ id }) => id)
})

/** All that the worker does by itself, twice and at once, after every delivery of this test came once more. */
async function everythingTwice(): Promise<void> {
  const { db, now } = world
  for (let i = 0; i < 2; i += 1) {
    await world.receiveWebhooks()
    const again = { processedAt: null, nextAttemptAt: new Date(0) }
    await db.update(stripeEvents).set(again).where(notInArray(stripeEvents.id, known))
    await world.receiveWebhooks()
    await suspendOverdue(db, now)
    await Promise.all([sendReminders(db, now), sendReminders(db, now)])
    await Promise.all([noteExpiringCards(db, now), noteExpiringCards(db, now)])
    await Promise.all([queueNotices(db, now), queueNotices(db, now)])
  }
}

/** The same once, of what is new. */
async function everything(): Promise<void> {
  await world.receiveWebhooks()
  await queueNotices(world.db, world.now)
}

/** What its owner was mailed, in the order of templates' names; each is composed, so that it can be sent. */
async function mailsTo({ userId }: MemberCtx): Promise<QueuedMail[]> {
  const { rows } = await world.db.execute<{ data: unknown }>(sql`
    SELECT j.data FROM pgboss.job j JOIN users u ON u.email = j.data->>'to' AND u.id = ${userId}
    WHERE j.name = 'mail' ORDER BY j.data->>'template', j.created_on`)
  const mails = rows.map(({ data }) => queuedMailSchema.parse(data))
  for (const mail of mails) expect(composeMail(mail, links).text).not.toBe('')
  return mails
}
const templatesTo = async (ctx: MemberCtx) => (await mailsTo(ctx)).map(({ template }) => template)
const mailTo = async (ctx: MemberCtx, template: QueuedMail['template']) => {
  const mail = (await mailsTo(ctx)).find(each => each.template === template)
  if (!mail) throw new Error(`no mail ${template}`)
  return composeMail(mail, links)
}
const invoiceOf = async ({ accountId }: MemberCtx) => {
  const [row] = await world.db.select().from(invoices).where(eq(invoices.accountId, accountId))
  if (!row) throw new Error('no invoice')
  return row
}
const payByHand = async (ctx: MemberCtx) =>
  world.stripe.invoices.pay((await invoiceOf(ctx)).stripeInvoiceId ?? '', { paid_out_of_band: true })
const chargeOf = async (ctx: MemberCtx) => {
  const { stripeInvoiceId } = await invoiceOf(ctx)
  const { data } = await world.stripe.invoicePayments.list({
    invoice: stripeInvoiceId ?? '',
    expand: ['data.payment.payment_intent'],
  })
  const intent = data[0]?.payment.payment_intent
  return typeof intent === 'object' ? String(intent.latest_charge) : ''
}
const operatorOf = ({ accountId, userId }: MemberCtx) => ({ accountId, actorUserId: userId, now: world.now })

/** An account whose usage of October was billed at the beginning of November: 150 cents by default. */
async function billed(card: string, inputTokens = 10_000_000): Promise<MemberCtx> {
  world.now = new Date('2026-10-03T09:00:00Z')
  const ctx = await newPayer(world, card)
  await addUsage(world, ctx, october, inputTokens, 0)
  world.now = issuedAt
  await billAccount(world, ctx.accountId, october, issuedAt)
  return ctx
}

describe('each thing that happens is mailed once, however often it is told', () => {
  it('billing set up, and the invoice that is paid at once', async () => {
    const ctx = await billed('4242424242424242')
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual(['billing_active', 'invoice_ready'])
    const { number } = await invoiceOf(ctx)
    const { subject, text } = await mailTo(ctx, 'invoice_ready')
    expect(subject).toBe('Invoice for October 2026: $1.50, paid')
    expect(text).toContain(`Invoice: ${number}`)
    expect(text).toContain('Card: Visa •••• 4242')
  })

  it('another card saved is no second set-up', async () => {
    const ctx = await newPayer(world)
    const input = { initialLimitNanos: null, appUrl: 'https://developers.example' }
    const { url } = await startSetup({ ...ctx, now: world.now }, world.stripe, input)
    const id = url.split('/').at(-1)?.split(/[?#]/)[0] ?? ''
    await world.fillCheckout(id, '5555555555554444')
    expect(await completeSetup(world, id, world.now)).toBe('complete')
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual(['billing_active'])
  })

  it('an amount too small to charge is carried, and what was used for nothing is no invoice', async () => {
    const small = await billed('4242424242424242', 2_000_000)
    const nothing = await billed('4242424242424242', 10)
    await everythingTwice()
    expect(await templatesTo(small)).toEqual(['billing_active', 'invoice_ready'])
    expect((await mailTo(small, 'invoice_ready')).subject).toBe(
      'Invoice for October 2026: $0.30, carried over',
    )
    expect((await invoiceOf(nothing)).status).toBe('nothing_due')
    expect(await templatesTo(nothing)).toEqual(['billing_active'])
  })

  it('a failed payment, its reminders, the suspension and its end', async () => {
    const ctx = await billed(declined)
    for (const at of [0, 3, 6, 7, 8]) {
      world.now = day(at)
      await everythingTwice()
    }
    expect(await templatesTo(ctx)).toEqual([
      'account_suspended',
      'billing_active',
      'payment_failed',
      'payment_failed',
      'payment_failed',
    ])
    expect((await mailTo(ctx, 'account_suspended')).text).toContain('$1.50')
    await payByHand(ctx)
    await everythingTwice()
    expect((await templatesTo(ctx)).filter(name => name !== 'payment_failed')).toEqual([
      'account_restored',
      'account_suspended',
      'billing_active',
      'payment_received',
    ])
    expect((await mailTo(ctx, 'payment_received')).text).not.toContain('still unpaid')
  })

  it('a suspension that comes back is told again, and so is its end', async () => {
    const ctx = await billed(declined)
    const [card] = await world.db
      .select()
      .from(paymentMethods)
      .where(eq(paymentMethods.accountId, ctx.accountId))
    world.now = day(1)
    await world.db
      .update(paymentMethods)
      .set({ isDefault: false })
      .where(eq(paymentMethods.accountId, ctx.accountId))
    await recomputeStanding(world.db, ctx.accountId, world.now)
    expect((await invoiceOf(ctx)).status).toBe('open')
    world.now = day(2)
    await world.db
      .update(paymentMethods)
      .set({ isDefault: true })
      .where(eq(paymentMethods.id, card?.id ?? ''))
    await recomputeStanding(world.db, ctx.accountId, world.now)
    world.now = day(7.5)
    await everythingTwice()
    expect((await templatesTo(ctx)).filter(name => name.startsWith('account_'))).toEqual([
      'account_restored',
      'account_suspended',
      'account_suspended',
    ])
    const restored = (await mailsTo(ctx)).find(({ template }) => template === 'account_restored')
    expect(restored?.data).toMatchObject({ unpaid: { amountCents: 150, suspendsAt: day(7).toISOString() } })
  })

  it('a payment that the bank wants confirmed', async () => {
    const ctx = await billed('4000002760003184')
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual(['billing_active', 'payment_confirmation'])
    expect((await mailTo(ctx, 'payment_confirmation')).text).toContain((await invoiceOf(ctx)).hostedUrl)
  })

  it('credits and refunds, ours and those made at Stripe by hand', async () => {
    const ctx = await billed('4242424242424242')
    const { id } = await invoiceOf(ctx)
    const credit = { invoiceId: id, reason: 'product_unsatisfactory', memo: 'Sorry for the 12th.' } as const
    await creditInvoice(world, operatorOf(ctx), { ...credit, amountCents: 40, to: 'refund' })
    await everythingTwice()
    expect((await templatesTo(ctx)).filter(name => name === 'invoice_credited')).toHaveLength(1)
    const { subject, text } = await mailTo(ctx, 'invoice_credited')
    expect(subject).toBe('Refund of $0.40 on your invoice for October 2026')
    expect(text).toContain('Why: Sorry for the 12th.')
    const refund = await world.stripe.refunds.create({ charge: await chargeOf(ctx), amount: 30 })
    await everythingTwice()
    expect((await templatesTo(ctx)).filter(name => name === 'invoice_credited')).toHaveLength(2)
    await world.control('POST', `/_stripe/refunds/${refund.id}/fail`, {})
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual([
      'billing_active',
      'invoice_credited',
      'invoice_credited',
      'invoice_ready',
      'refund_failed',
    ])
    expect((await mailTo(ctx, 'refund_failed')).text).toContain('$0.30 of your invoice for October 2026')
  })

  it('two refunds of one amount, each with its failure', async () => {
    const ctx = await billed('4242424242424242')
    for (let i = 0; i < 2; i += 1) {
      const refund = await world.stripe.refunds.create({ charge: await chargeOf(ctx), amount: 30 })
      await everything()
      await world.control('POST', `/_stripe/refunds/${refund.id}/fail`, {})
      await everything()
    }
    expect(await templatesTo(ctx)).toEqual([
      'billing_active',
      'invoice_credited',
      'invoice_credited',
      'invoice_ready',
      'refund_failed',
      'refund_failed',
    ])
  })

  it('two credits of one amount, the first of which was taken back', async () => {
    const ctx = await billed(declined, 20_000_000)
    const { id } = await invoiceOf(ctx)
    const credit = { invoiceId: id, to: 'balance', reason: 'duplicate', memo: 'Twice.' } as const
    for (let i = 0; i < 2; i += 1) {
      const given = await creditInvoice(world, operatorOf(ctx), { ...credit, amountCents: 100 })
      await everything()
      if (i === 0 && given.ok)
        await world.stripe.creditNotes.voidCreditNote(given.value.stripeCreditNoteId ?? '')
      await everything()
    }
    expect((await invoiceOf(ctx)).creditedCents).toBe(100)
    expect(await templatesTo(ctx)).toEqual([
      'billing_active',
      'invoice_credited',
      'invoice_credited',
      'payment_failed',
    ])
  })

  it('a refund that is first heard of by its invoice, when it has failed', async () => {
    const ctx = await billed('4242424242424242')
    await everything()
    const { stripeInvoiceId } = await invoiceOf(ctx)
    const refund = await world.stripe.refunds.create({ charge: await chargeOf(ctx), amount: 30 })
    const look = () =>
      world.db.transaction(tx => syncInvoice(tx, world.stripe, stripeInvoiceId ?? '', world.now))
    await look()
    await world.control('POST', `/_stripe/refunds/${refund.id}/fail`, {})
    await look()
    await queueNotices(world.db, world.now)
    const told = ['billing_active', 'invoice_credited', 'invoice_ready', 'refund_failed']
    expect(await templatesTo(ctx)).toEqual(told)
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual(told)
  })

  it('that what they were asked to pay is not owed any more', async () => {
    const ctx = await billed(declined)
    await everythingTwice()
    await world.stripe.invoices.voidInvoice((await invoiceOf(ctx)).stripeInvoiceId ?? '')
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual(['billing_active', 'invoice_voided', 'payment_failed'])
    expect((await mailTo(ctx, 'invoice_voided')).text).not.toContain('still unpaid')
  })

  it('a second invoice that fails while the first has suspended the account promises no more time', async () => {
    const ctx = await billed(declined)
    await everythingTwice()
    expect((await mailTo(ctx, 'payment_failed')).text).toContain('API works until: 8 Nov, 00:10 UTC')
    await addUsage(world, ctx, november, 10_000_000, 0)
    world.now = new Date('2026-12-01T00:10:00Z')
    await suspendOverdue(world.db, world.now)
    await billAccount(world, ctx.accountId, november, world.now)
    await everythingTwice()
    const failures = (await mailsTo(ctx)).filter(({ template }) => template === 'payment_failed')
    const second = failures.map(mail => composeMail(mail, links).text).find(text => text.includes('November'))
    expect(second).toContain('API access: suspended')
    expect(second).not.toContain('works until')
  })

  it('a credit that pays for all of a failed invoice is a credit, and no payment', async () => {
    const ctx = await billed(declined)
    const { id } = await invoiceOf(ctx)
    const credit = {
      invoiceId: id,
      amountCents: 150,
      to: 'balance',
      reason: 'duplicate',
      memo: 'Twice.',
    } as const
    await creditInvoice(world, operatorOf(ctx), credit)
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual(['billing_active', 'invoice_credited', 'payment_failed'])
    expect((await mailTo(ctx, 'invoice_credited')).text).toContain('nothing is left to pay')
  })

  it('a dispute, its loss, and that the account may go on', async () => {
    const ctx = await billed('4242424242424242')
    await world.control('POST', `/_stripe/charges/${await chargeOf(ctx)}/dispute`, {})
    await everythingTwice()
    expect((await templatesTo(ctx)).filter(name => name === 'payment_disputed')).toHaveLength(1)
    const { data } = await world.stripe.disputes.list({ charge: await chargeOf(ctx) })
    const id = data[0]?.id ?? ''
    await world.control('POST', `/_stripe/disputes/${id}/close`, { verdict: 'lost' })
    await everythingTwice()
    await clearDispute(world.db, operatorOf(ctx), id)
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual([
      'account_restored',
      'billing_active',
      'invoice_ready',
      'payment_disputed',
      'payment_disputed',
    ])
  })

  it('a card that expires, once per card and date', async () => {
    const ctx = await newPayer(world)
    const ofAccount = eq(paymentMethods.accountId, ctx.accountId)
    const setExpiry = (expMonth: number, expYear: number) =>
      world.db.update(paymentMethods).set({ expMonth, expYear }).where(ofAccount)
    const tell = async (at: string) => {
      for (let i = 0; i < 2; i += 1) await noteExpiringCards(world.db, new Date(at))
      await queueNotices(world.db, new Date(at))
      return (await templatesTo(ctx)).filter(name => name === 'card_expiring').length
    }
    await setExpiry(12, 2026)
    expect(await tell('2026-12-01T12:00:00Z')).toBe(0)
    expect(await tell('2026-12-02T00:00:00Z')).toBe(1)
    expect(await tell('2027-02-02T00:00:00Z')).toBe(1)
    await setExpiry(1, 2027)
    expect(await tell('2027-02-02T00:00:00Z')).toBe(2)
  })

  it('a limit, once per scope, period and threshold', async () => {
    const ctx = await newPayer(world)
    const alert = {
      accountId: ctx.accountId,
      accountName: 'Halcyon',
      scope: 'account',
      keyName: null,
      period: october,
      threshold: 80,
      spentNanos: 40_000_000_000n,
      limitNanos: 50_000_000_000n,
      setBy: 'account',
    } as const
    const tell = (change: object = {}) =>
      world.db.transaction(tx => noteLimitReached(tx, { ...alert, ...change }, world.now))
    const key = { scope: 'key_1', keyName: 'production', setBy: 'key' } as const
    const told = [
      alert,
      alert,
      { limitNanos: 60_000_000_000n },
      { threshold: 100 },
      { period: november },
      key,
      key,
    ]
    const isNew: boolean[] = []
    for (const change of told) isNew.push(await tell(change))
    expect(isNew).toEqual([true, false, false, true, true, true, false])
    await everythingTwice()
    expect((await templatesTo(ctx)).filter(name => name === 'limit_reached')).toHaveLength(4)
  })
})

describe('a notice', () => {
  it('is gone with the transaction that it was written in', async () => {
    const ctx = await newPayer(world)
    const alert = { accountId: ctx.accountId, accountName: 'x', scope: 'account', keyName: null } as const
    const figures = {
      period: october,
      threshold: 80,
      spentNanos: 1n,
      limitNanos: 1n,
      setBy: 'account',
    } as const
    await world.db
      .transaction(async tx => {
        await noteLimitReached(tx, { ...alert, ...figures }, world.now)
        throw new Error('it did not happen')
      })
      .catch(() => undefined)
    await everythingTwice()
    expect(await templatesTo(ctx)).toEqual(['billing_active'])
  })

  it('goes to the billing address: documents instead, the rest too', async () => {
    const ctx = await billed(declined)
    const [account] = await world.db
      .update(accounts)
      .set({ billingEmail: 'books@halcyon.example' })
      .where(eq(accounts.accountId, ctx.accountId))
      .returning()
    await world.stripe.customers.update(account?.stripeCustomerId ?? '', { email: 'books@halcyon.example' })
    await queueNotices(world.db, world.now)
    const toBooks = async () => {
      const { rows } = await world.db.execute<{ template: string }>(
        sql`SELECT data->>'template' AS template FROM pgboss.job WHERE name = 'mail' AND data->>'to' = 'books@halcyon.example' ORDER BY 1`,
      )
      return rows.map(({ template }) => template)
    }
    expect(await toBooks()).toEqual(['billing_active', 'payment_failed'])
    expect(await templatesTo(ctx)).toEqual(['billing_active', 'payment_failed'])
    world.now = day(1)
    await payByHand(ctx)
    await world.receiveWebhooks()
    await queueNotices(world.db, world.now)
    expect(await toBooks()).toEqual(['billing_active', 'payment_failed', 'payment_received'])
    expect(await templatesTo(ctx)).toEqual(['billing_active', 'payment_failed'])
  })
})
