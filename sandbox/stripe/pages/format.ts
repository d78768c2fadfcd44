const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })

/** `22 November 2026`, in UTC, from Unix seconds. */
export const date = (seconds: number) => day.format(seconds * 1000)

/** `22 November 2026, 21:40 UTC`, from Unix seconds. */
export const dateTime = (seconds: number) => `${date(seconds)}, ${clock.format(seconds * 1000)} UTC`

/** `$1,234.56`, from cents. */
export const money = (cents: number) => dollars.format(cents / 100)

const brands: Record<string, string> = { mastercard: 'Mastercard', visa: 'Visa' }

/** `Visa`, from Stripe's name of the brand. */
export const brandName = (brand: string | null | undefined) => brands[brand ?? ''] ?? 'Card'

/** `Visa ending in 4242`. */
export const cardName = (card: { brand: string | null; last4: string | null } | null | undefined) =>
  `${brandName(card?.brand)} ending in ${card?.last4 ?? '????'}`
