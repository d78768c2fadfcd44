'use server'

import { z } from 'zod'
import { memberAction } from '@/app/_server/action'
import { isId, type KeyId } from '@/lib/ids'
import { createKey, deleteKey, disableKey, enableKey, regenerateKey } from '@/lib/keys/commands'
import { newKeySchema } from '@/lib/keys/new-key'

const area = 'keys'
const input = z.object({ id: z.custom<KeyId>(value => isId('key', value), 'This key no longer exists.') })

export const createKeyAction = memberAction({ area, input: newKeySchema }, createKey)

export const disableKeyAction = memberAction({ area, input }, (ctx, { id }) => disableKey(ctx, id))

export const enableKeyAction = memberAction({ area, input }, (ctx, { id }) => enableKey(ctx, id))

export const regenerateKeyAction = memberAction({ area, input }, (ctx, { id }) => regenerateKey(ctx, id))

export const deleteKeyAction = memberAction({ area, input }, (ctx, { id }) => deleteKey(ctx, id))
