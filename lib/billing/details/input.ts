import { z } from 'zod'
import { emailSchema } from '@/lib/accounts/email'
import { isCountry } from '@/lib/billing/details/countries'
import { isTaxIdType, taxIdKinds, tidyTaxId, type TaxIdType } from '@/lib/billing/details/tax-ids'

/** Signs that are not shown, or turn the direction of the text: nothing that belongs on an invoice. */
const hidden = /[\p{Cc}\p{Cf}]/u

const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Use at most ${most} characters.`)
    .refine(value => !hidden.test(value), 'Use letters, digits and ordinary signs.')
    .transform(value => (value === '' ? null : value))
const optional = (most: number) => z.union([z.undefined().transform(() => null), text(most)])

const fields = z.object({
  company: text(150).refine(value => value !== null, 'Say whom invoices are made out to.'),
  email: z
    .string()
    .trim()
    .transform(value => (value === '' ? null : value))
    .pipe(z.union([z.null(), emailSchema])),
  line1: text(200),
  line2: text(200),
  city: text(100),
  state: text(100),
  postalCode: text(20),
  country: z.string().refine(code => code === '' || isCountry(code), 'Choose a country.'),
  taxIdType: optional(40),
  taxId: optional(50),
  poNumber: text(140),
})

/** What the form of the invoice details holds, checked; Stripe checks addresses and tax ids again. */
export const detailsSchema = fields.transform((typed, ctx) => {
  const { company, email, taxIdType, taxId, poNumber, ...place } = typed
  const country = place.country === '' ? null : place.country
  const wrong = (path: string, message: string) => {
    ctx.issues.push({ code: 'custom', path: [path], message, input: typed })
    return z.NEVER
  }
  const isPlaced = [place.line1, place.line2, place.city, place.state, place.postalCode].some(
    part => part !== null,
  )
  if (country === null && (isPlaced || taxId !== null)) return wrong('country', 'Choose a country.')
  if (country !== null && place.line1 === null) return wrong('line1', 'Enter street and number.')
  if (taxId !== null && (taxIdType === null || !isTaxIdType(taxIdType)))
    return wrong('taxIdType', 'Choose what kind of number it is.')
  return {
    company,
    email,
    address: { ...place, country },
    taxId:
      taxId !== null && taxIdType !== null && isTaxIdType(taxIdType)
        ? { type: taxIdType, value: tidyTaxId(taxId) }
        : null,
    poNumber,
  }
})

export type DetailsInput = z.output<typeof detailsSchema>

/** Why a number was refused, with what one of its kind looks like. */
export function taxIdRefusal(type: TaxIdType): string {
  const { name, example } = taxIdKinds[type]
  return `That is not a valid ${name}. One looks like ${example}.`
}
