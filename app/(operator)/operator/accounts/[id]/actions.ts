'use server'

import { z } from 'zod'
import { operatorAction } from '@/app/_server/action'
import type { OperatorContext } from '@/app/_server/operator'
import { clearDispute } from '@/lib/billing/disputes/commands'
import { holdAccount, liftHold } from '@/lib/billing/holds/commands'
import { creditReasons } from '@/lib/invoices/credits/credit'
import { creditInvoice } from '@/lib/invoices/credits/commands'
import { isId, type AccountId, type CreditId, type InvoiceId } from '@/lib/ids'
import { setCeiling } from '@/lib/limits/commands'
import { parseUsd, toCents } from '@/lib/money'
import { findAccount } from '@/lib/operators/account/queries'
import { asTyped, confirmationOf } from '@/lib/operators/confirmation'
import { err, ok, type Result } from '@/lib/result'
import { stripe } from '@/lib/stripe/client'

const accountId = z.custom<AccountId>(value => isId('account', value), 'There is no such account.')
const confirmation = z.string().max(200, 'That is not the account’s name.')
const target = z.object({ accountId })
const confirmed = z.object({ accountId, confirmation })
const money = z.string().max(40, 'That is too long for an amount.')
const text = (what: string, most: number) =>
  z.string().trim().min(3, `Say ${what}.`).max(most, `Use at most ${most} characters.`)

/** The most that an account may spend in a month; in force on every gateway when this returns. */
export const setCeilingAction = operatorAction(
  { input: confirmed.extend({ ceiling: money }) },
  async (ctx, input) => {
    const named = await checkName(ctx, input)
    if (!named.ok) return named
    const parsed = parseUsd(input.ceiling, 4)
    if (!parsed.ok) return err('invalid_amount', parsed.error.message, 'ceiling')
    return setCeiling(actorOf(ctx, input), input.accountId, parsed.value)
  },
)

/** Stops an account's generation until the hold is lifted; in force on every gateway when this returns. */
export const placeHoldAction = operatorAction(
  { input: confirmed.extend({ reason: text('why the account is held', 500) }) },
  async (ctx, input) => {
    const named = await checkName(ctx, input)
    if (!named.ok) return named
    if (named.value.heldAt) return err('held', 'The account is on hold already.')
    await holdAccount(ctx.db, actorOf(ctx, input), input.reason)
    return ok(null)
  },
)

export const liftHoldAction = operatorAction({ input: target }, async (ctx, input) => {
  const account = await findAccount(ctx.db, input.accountId)
  if (!account) return unknownAccount
  if (!account.heldAt) return err('not_held', 'The account is not on hold.')
  await liftHold(ctx.db, actorOf(ctx, input))
  return ok(null)
})

/** Gives back part of an issued invoice, or all of it. The credit's id is minted where it is asked for: twice is once. */
export const creditAction = operatorAction(
  {
    input: confirmed.extend({
      invoiceId: z.custom<InvoiceId>(value => isId('invoice', value), 'There is no such invoice.'),
      creditId: z.custom<CreditId>(value => isId('credit', value), 'Reload the page and try again.'),
      amount: money,
      to: z.enum(['balance', 'refund']),
      reason: z.enum(creditReasons),
      memo: text('what the customer reads on the credit note', 500),
    }),
  },
  async (ctx, input) => {
    const named = await checkName(ctx, input)
    if (!named.ok) return named
    const parsed = parseUsd(input.amount, 2)
    if (!parsed.ok) return err('invalid_amount', parsed.error.message, 'amount')
    const { invoiceId, creditId: id, to, reason, memo } = input
    const credit = { id, invoiceId, amountCents: toCents(parsed.value), to, reason, memo }
    const credited = await creditInvoice({ db: ctx.db, stripe: stripe() }, actorOf(ctx, input), credit)
    if (!credited.ok) return credited
    const { status, to: went, amountCents } = credited.value
    return status === 'refused'
      ? err('refused', 'Stripe refused this credit; nothing was given back.')
      : ok({ status, to: went, amountCents })
  },
)

/** Lets the account go on although a payment is disputed, or was lost; in force on every gateway when this returns. */
export const clearDisputeAction = operatorAction(
  { input: target.extend({ disputeId: z.string().max(255) }) },
  async (ctx, input) => {
    if (!(await findAccount(ctx.db, input.accountId))) return unknownAccount
    return clearDispute(ctx.db, actorOf(ctx, input), input.disputeId)
  },
)

const unknownAccount = err('unknown_account', 'There is no such account.')

function actorOf({ db, userId, now }: OperatorContext, { accountId: id }: { accountId: AccountId }) {
  return { db, accountId: id, actorUserId: userId, now }
}

/** What was typed must name the account that the act is about: a form left open in another tab cannot hit the wrong one. */
async function checkName(
  ctx: OperatorContext,
  input: { accountId: AccountId; confirmation: string },
): Promise<Result<{ heldAt: Date | null }, 'unknown_account' | 'not_confirmed'>> {
  const account = await findAccount(ctx.db, input.accountId)
  if (!account) return unknownAccount
  return asTyped(input.confirmation) === confirmationOf(account)
    ? ok({ heldAt: account.heldAt })
    : err('not_confirmed', 'That is not the account’s name.', 'confirmation')
}
