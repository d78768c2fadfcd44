'use server'

import { z } from 'zod'
import { memberAction } from '@/app/_server/action'
import { newAdminKeySchema } from '@/lib/admin-keys/admin-key-input'
import { createAdminKey, revokeAdminKey } from '@/lib/admin-keys/commands'
import { isId, type AdminKeyId } from '@/lib/ids'

/** They open the account's whole books: for those who run it. */
const area = 'account'
const gone = 'This admin key no longer exists.'

export const createAdminKeyAction = memberAction({ area, input: newAdminKeySchema }, createAdminKey)

export const revokeAdminKeyAction = memberAction(
  { area, input: z.object({ id: z.custom<AdminKeyId>(value => isId('adminKey', value), gone) }) },
  (ctx, { id }) => revokeAdminKey(ctx, id),
)
