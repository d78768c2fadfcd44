import { env } from '@/lib/env'

/** The page that Stripe's card form is a part of; null without a publishable key: then Stripe's own page is used. */
export function cardFormHref(): string | null {
  return env().stripe.publishableKey === null ? null : '/billing/card'
}
