'use server'

import { z } from 'zod'
import { operatorAction } from '@/app/_server/action'
import { isId, type AccountId } from '@/lib/ids'
import { resolveFailure } from '@/lib/operators/losses/commands'

export const resolveFailureAction = operatorAction(
  {
    input: z.object({
      accountId: z.custom<AccountId>(value => isId('account', value), 'There is no such account.'),
      requestId: z.string().max(100),
      note: z.string().trim().min(3, 'Say what came of it.').max(500, 'Use at most 500 characters.'),
    }),
  },
  resolveFailure,
)
