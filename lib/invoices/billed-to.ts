import { z } from 'zod'

/** Who an invoice is made out to, as it stood when it was issued. Stripe freezes it there; later changes are for later invoices. */
const billedToSchema = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  /** Street, town, country: a line each. */
  address: z.array(z.string()),
  taxIds: z.array(z.object({ type: z.string(), value: z.string() })),
  /** What else is printed on it: the customer's order number. */
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
})

export type BilledTo = z.infer<typeof billedToSchema>

/** Whether two are the same; a database gives back an object's fields in an order of its own. */
export function isSameBilledTo(a: BilledTo | null, b: BilledTo | null): boolean {
  const text = (one: BilledTo | null) => JSON.stringify(one && billedToSchema.parse(one))
  return text(a) === text(b)
}
