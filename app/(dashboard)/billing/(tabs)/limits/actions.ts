'use server'

import { z } from 'zod'
import type { ActionState } from '@/app/_server/action-state'
import { memberAction } from '@/app/_server/action'
import { setSpendLimit } from '@/lib/limits/commands'
import { parseLimit } from '@/lib/limits/limit'
import { ok } from '@/lib/result'

const save = memberAction(
  { area: 'billing', input: z.object({ limit: z.string().max(40, 'That is too long for an amount.') }) },
  async (ctx, { limit }) => {
    const parsed = parseLimit(limit)
    if (!parsed.ok) return { ok: false, error: { ...parsed.error, field: 'limit' } }
    const set = await setSpendLimit(ctx, 'account', parsed.value)
    return set.ok ? ok(null) : set
  },
)

/** Sets the account's monthly limit; it is in force on every gateway when this returns. An empty amount removes it. */
export async function saveLimit(state: ActionState<null>, form: FormData): Promise<ActionState<null>> {
  return save(state, form)
}
