import { centsToNanos, toCents, type Nanos } from '@/lib/money'

/** Stripe charges no less: what is below stays on the customer's balance. */
const LEAST_CHARGE_CENTS = 50

/** What the next invoice would ask for, as things stand now and as they are going. */
export interface Upcoming {
  /** Positive: from months too small to charge; negative: credit. */
  readonly balanceCents: number
  /** Total so far with the balance; below zero there is credit left over. */
  readonly dueCents: number
  /** Too little to charge: it would be carried on. */
  readonly isCarried: boolean
  /** The same at the end of the month, if it goes on like this. */
  readonly forecastCents: number
}

/** `atEndNanos` is the forecast of the month's usage. All before tax. */
export function toUpcoming(totalCents: number, balanceCents: number, atEndNanos: Nanos): Upcoming {
  const dueCents = totalCents + balanceCents
  return {
    balanceCents,
    dueCents,
    isCarried: dueCents > 0 && dueCents < LEAST_CHARGE_CENTS,
    forecastCents: Math.max(dueCents, toCents(atEndNanos + centsToNanos(balanceCents))),
  }
}
