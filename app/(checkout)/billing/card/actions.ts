'use server'

import { z } from 'zod'
import { memberAction } from '@/app/_server/action'
import { startEmbeddedSetup } from '@/lib/billing/setup/commands'
import { env } from '@/lib/env'
import { parseLimit } from '@/lib/limits/limit'
import { ok } from '@/lib/result'
import { stripe } from '@/lib/stripe/client'

/** Opens Checkout for Stripe's form within our page. Nothing changes until that is completed. */
export const beginEmbeddedSetup = memberAction(
  { area: 'billing', input: z.object({ limit: z.string().max(40) }) },
  async (ctx, { limit }) => {
    const parsed = parseLimit(limit)
    if (!parsed.ok) return parsed
    const input = { initialLimitNanos: parsed.value, appUrl: env().appUrl }
    return ok(await startEmbeddedSetup(ctx, stripe(), input))
  },
)
