'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { ActionState } from '@/app/_server/action-state'
import { memberAction } from '@/app/_server/action'
import { makeDefaultCard, removeCard } from '@/lib/billing/methods/commands'
import { openPortal } from '@/lib/billing/portal/commands'
import { startSetup } from '@/lib/billing/setup/commands'
import { env } from '@/lib/env'
import { parseLimit } from '@/lib/limits/limit'
import { stripe } from '@/lib/stripe/client'

const area = 'billing'
const card = z.object({
  id: z.string().regex(/^(pm|card|src)_\w{1,200}$/, 'This card is not saved any more.'),
})

const begin = memberAction(
  { area, input: z.object({ limit: z.string().max(40, 'That is too long for an amount.').optional() }) },
  async (ctx, { limit }) => {
    const parsed = parseLimit(limit ?? '')
    if (!parsed.ok) return { ok: false, error: { ...parsed.error, field: 'limit' } }
    const { url } = await startSetup(ctx, stripe(), { initialLimitNanos: parsed.value, appUrl: env().appUrl })
    redirect(url)
  },
)

/** Leads to Stripe Checkout, to save a card (the first or another). Nothing changes until that is completed. */
export async function beginSetup(state: ActionState<unknown>, form: FormData): Promise<ActionState<unknown>> {
  return begin(state, form)
}

/** Makes a card the one that invoices are charged to. */
export const makeDefaultAction = memberAction({ area, input: card }, (ctx, { id }) =>
  makeDefaultCard(ctx, stripe(), id),
)

export const removeCardAction = memberAction({ area, input: card }, (ctx, { id }) =>
  removeCard(ctx, stripe(), id),
)

const open = memberAction({ area, input: z.object({}) }, async ctx => {
  redirect(await openPortal(ctx, stripe(), { appUrl: env().appUrl }))
})

/** Leads to Stripe's customer portal, which leads back. */
export async function openPortalAction(
  state: ActionState<unknown>,
  form: FormData,
): Promise<ActionState<unknown>> {
  return open(state, form)
}
