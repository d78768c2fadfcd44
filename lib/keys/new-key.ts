import { z } from 'zod'
import { expiryChoices } from '@/lib/keys/expiry'
import { permissionNames } from '@/lib/keys/permissions'

export const KEY_NAME_MAX = 200
/** Keys an account may have, disabled and expired ones included, deleted ones not. */
export const KEYS_MAX = 1000

const oneOrMore = z.preprocess(
  value => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(z.enum(permissionNames)).min(1, 'Choose at least one permission.'),
)

/** What a person says of a new key. */
export const newKeySchema = z.object({
  name: z
    .string('Give the key a name.')
    .trim()
    .min(1, 'Give the key a name.')
    .max(KEY_NAME_MAX, `Use at most ${KEY_NAME_MAX} characters.`)
    .refine(name => !/\p{Cc}/u.test(name), 'Use letters, digits and ordinary signs.'),
  permissions: oneOrMore.transform(chosen => permissionNames.filter(name => chosen.includes(name))),
  expiry: z.enum(expiryChoices).default('none'),
  expiryDate: z.string().max(10).optional(),
})

export type NewKey = z.infer<typeof newKeySchema>
