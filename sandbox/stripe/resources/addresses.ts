import type Stripe from 'stripe'

/** An address with every field, those not given, or given empty, null. */
export function fullAddress(address: Stripe.Emptyable<Stripe.AddressParam>): Stripe.Address | null {
  if (!address) return null
  const { city, country, line1, line2, postal_code: postalCode, state } = address
  return {
    city: city || null,
    country: country || null,
    line1: line1 || null,
    line2: line2 || null,
    postal_code: postalCode || null,
    state: state || null,
  }
}
