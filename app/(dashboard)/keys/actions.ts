'use server'

import { z } from 'zod'
import { memberAction } from '@/app/_server/action'
import { isId, type KeyId } from '@/lib/ids'
import {
  changeKey,
  createKey,
  deleteKey,
  disableKey,
  enableKey,
  regenerateKey,
  setKeyRates,
} from '@/lib/keys/commands'
import { keyChangeSchema, keyLimitSchema, keyRatesSchema, newKeySchema } from '@/lib/keys/key-input'
import { setSpendLimit } from '@/lib/limits/commands'

const area = 'keys'
const input = z.object({ id: z.custom<KeyId>(value => isId('key', value), 'This key no longer exists.') })

export const createKeyAction = memberAction({ area, input: newKeySchema }, createKey)

export const changeKeyAction = memberAction(
  { area, input: input.and(keyChangeSchema) },
  (ctx, { id, ...change }) => changeKey(ctx, id, change),
)

/** What a key may spend in a month; in force on every gateway when this returns. An empty amount is no limit of its own. */
export const setKeyLimitAction = memberAction(
  { area: 'key_limits', input: input.and(keyLimitSchema) },
  (ctx, { id, limitNanos }) => setSpendLimit(ctx, id, limitNanos),
)

export const setKeyRatesAction = memberAction(
  { area, input: input.and(keyRatesSchema) },
  (ctx, { id, ...rates }) => setKeyRates(ctx, id, rates),
)

export const disableKeyAction = memberAction({ area, input }, (ctx, { id }) => disableKey(ctx, id))

export const enableKeyAction = memberAction({ area, input }, (ctx, { id }) => enableKey(ctx, id))

export const regenerateKeyAction = memberAction({ area, input }, (ctx, { id }) => regenerateKey(ctx, id))

export const deleteKeyAction = memberAction({ area, input }, (ctx, { id }) => deleteKey(ctx, id))
