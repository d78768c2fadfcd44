import type Stripe from 'stripe'
import type { BilledTo } from '@/lib/invoices/billed-to'

type Recipient = Pick<
  Stripe.Invoice,
  'customer_name' | 'customer_email' | 'customer_address' | 'customer_tax_ids' | 'custom_fields'
>

/** Who an invoice is made out to, as it says itself: Stripe copies the customer's details there and freezes them at its issue. */
export function toBilledTo(invoice: Recipient): BilledTo {
  return {
    name: invoice.customer_name,
    email: invoice.customer_email,
    address: toAddressLines(invoice.customer_address),
    taxIds: (invoice.customer_tax_ids ?? []).flatMap(({ type, value }) => (value ? [{ type, value }] : [])),
    fields: (invoice.custom_fields ?? []).map(({ name, value }) => ({ name, value })),
  }
}

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })

function toAddressLines(address: Stripe.Address | null): string[] {
  if (!address) return []
  const town = [address.postal_code, address.city].filter(Boolean).join(' ')
  const country = address.country ? countryName(address.country) : null
  return [address.line1, address.line2, town, address.state, country].flatMap(line => (line ? [line] : []))
}

function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code
}
