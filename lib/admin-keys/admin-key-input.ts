import type { z } from 'zod'
import { keyChangeSchema } from '@/lib/keys/key-input'

/** What a person says of a new admin key: a name, as API keys have one. */
export const newAdminKeySchema = keyChangeSchema.pick({ name: true })
export type NewAdminKey = z.output<typeof newAdminKeySchema>
