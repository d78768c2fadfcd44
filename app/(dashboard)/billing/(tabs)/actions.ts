'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { ActionState } from '@/app/_server/action-state'
import { memberAction } from '@/app/_server/action'
import { startSetup } from '@/lib/billing/setup/commands'
import { env } from '@/lib/env'
import { parseLimit } from '@/lib/limits/limit'
import { stripe } from '@/lib/stripe/client'

const begin = memberAction(
  {
    area: 'billing',
    input: z.object({ limit: z.string().max(40, 'That is too long for an amount.').optional() }),
  },
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
