import { z } from 'zod'
import { expiryChoices } from '@/lib/keys/expiry'
import { permissionNames } from '@/lib/keys/permissions'
import { parseLimit } from '@/lib/limits/limit'

export const KEY_NAME_MAX = 200
/** Keys an account may have, disabled and expired ones included, deleted ones not. */
export const KEYS_MAX = 1000

const oneOrMore = z.preprocess(
  value => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(z.enum(permissionNames)).min(1, 'Choose at least one permission.'),
)

const description = {
  name: z
    .string('Give the key a name.')
    .trim()
    .min(1, 'Give the key a name.')
    .max(KEY_NAME_MAX, `Use at most ${KEY_NAME_MAX} characters.`)
    .refine(name => !/\p{Cc}/u.test(name), 'Use letters, digits and ordinary signs.'),
  permissions: oneOrMore.transform(chosen => permissionNames.filter(name => chosen.includes(name))),
  expiry: z.enum(expiryChoices).default('none'),
  expiryDate: z.string().max(10).optional(),
}

/** A monthly limit as it is typed: dollars with at most four decimals, empty for none. */
const limit = z
  .string()
  .max(40, 'That is too long for an amount.')
  .transform((text, ctx) => {
    const parsed = parseLimit(text)
    if (parsed.ok) return parsed.value
    ctx.addIssue({ code: 'custom', message: parsed.error.message })
    return z.NEVER
  })

/** Requests or tokens a minute as they are typed; empty: the account's. What the account has is for the command to check. */
const rate = z
  .string()
  .trim()
  .max(20, 'That is too long for a number.')
  .transform((text, ctx) => {
    if (text === '') return null
    const digits = text.replaceAll(/[, ]/g, '')
    if (/^\d{1,9}$/.test(digits)) return Number(digits)
    ctx.addIssue({ code: 'custom', message: 'Enter a whole number, for example 60.' })
    return z.NEVER
  })

/** What a person says of a new key. */
export const newKeySchema = z
  .object({ ...description, limit: limit.default(null) })
  .transform(({ limit: limitNanos, ...rest }) => ({ ...rest, limitNanos }))

export type NewKey = z.output<typeof newKeySchema>

/** What of an existing key may be said anew. */
export const keyChangeSchema = z.object(description)
export type KeyChange = z.output<typeof keyChangeSchema>

export const keyLimitSchema = z.object({ limit }).transform(({ limit: limitNanos }) => ({ limitNanos }))

/** Rate limits of a key's own; null: the account's. */
export const keyRatesSchema = z.object({ requestsPerMinute: rate, tokensPerMinute: rate })
export type KeyRates = z.output<typeof keyRatesSchema>
