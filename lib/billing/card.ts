const NOTICE_MS = 30 * 86_400_000

interface Expiry {
  readonly expMonth: number
  readonly expYear: number
}

/** Whether a card expires within thirty days, or has: it is good to the end of the month that is printed on it, by UTC. */
export function expiresSoon(card: Expiry, now: Date): boolean {
  return goodUntil(card) - now.getTime() <= NOTICE_MS
}

/** The first month that no card expiring soon has printed on it: `expiresSoon`, for a query. `month` is 1 to 12. */
export function firstMonthNotExpiring(now: Date): { readonly year: number; readonly month: number } {
  const then = new Date(now.getTime() + NOTICE_MS)
  return { year: then.getUTCFullYear(), month: then.getUTCMonth() + 1 }
}

/** Whether the month that is printed on a card is over: then banks refuse it. */
export function hasExpired(card: Expiry, now: Date): boolean {
  return goodUntil(card) <= now.getTime()
}

/** The last day of the month that is printed on a card. */
export function lastDayOf({ expMonth, expYear }: Expiry): Date {
  return new Date(Date.UTC(expYear, expMonth, 0))
}

function goodUntil({ expMonth, expYear }: Expiry): number {
  return Date.UTC(expYear, expMonth, 1)
}

/** What people call a brand, by Stripe's word for it. */
const brandNames: Readonly<Record<string, string>> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  discover: 'Discover',
  eftpos_au: 'eftpos',
  jcb: 'JCB',
  link: 'Link',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
}

/** `Visa •••• 4242`. */
export function formatCard({
  brand,
  lastFour,
}: {
  readonly brand: string | null
  readonly lastFour: string
}): string {
  return `${brandNames[brand ?? ''] ?? 'Card'} •••• ${lastFour}`
}
