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
