import Stripe from 'stripe'
import { noAddress, PO_FIELD, type BillingAddress, type BillingDetails } from '@/lib/billing/details/details'
import type { TaxIdType } from '@/lib/billing/details/tax-ids'
import { err, ok, type Result } from '@/lib/result'
import { call, find, idOf, isMissing } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'
import type { Customer } from '@/lib/stripe/customers'

/** Stripe shows so many fields on an invoice, the order number among them. */
const MOST_FIELDS = 4

export type DetailsToSend = Omit<BillingDetails, 'taxIds'> & { readonly email: string }

/** Writes what the coming invoices say. Nothing is changed where Stripe refuses a part of it. */
export async function updateDetails(
  stripe: StripeClient,
  customer: Pick<Customer, 'id' | 'otherFields'>,
  { company, email, address, poNumber }: DetailsToSend,
): Promise<Result<'saved', 'email_invalid'>> {
  try {
    await call(() =>
      stripe.customers.update(customer.id, {
        name: company ?? '',
        email,
        address: toAddressParam(address),
        invoice_settings: { custom_fields: withPoNumber(customer.otherFields, poNumber) },
      }),
    )
    return ok('saved')
  } catch (error) {
    if (codeOf(error) !== 'email_invalid') throw error
    return err('email_invalid', 'Stripe takes no mail to this address. Check it for a slip.', 'email')
  }
}

export interface NewTaxId {
  readonly type: TaxIdType
  readonly value: string
}

/** Gives the customer a tax id and returns its id. Tax offices that can be asked are asked afterwards. */
export async function addTaxId(
  stripe: StripeClient,
  customerId: string,
  { type, value }: NewTaxId,
): Promise<Result<string, 'tax_id_invalid' | 'too_many_tax_ids'>> {
  try {
    return ok((await call(() => stripe.customers.createTaxId(customerId, { type, value }))).id)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'tax_id_invalid')
      return err('tax_id_invalid', 'That is not a valid number of this kind.', 'taxId')
    if (code === 'customer_tax_ids_max')
      return err('too_many_tax_ids', 'There are five tax IDs already. Remove one in Stripe first.', 'taxId')
    throw error
  }
}

/** Takes a tax id away; one that is gone already is gone. */
export async function removeTaxId(stripe: StripeClient, customerId: string, id: string): Promise<void> {
  await call(() => stripe.customers.deleteTaxId(customerId, id)).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
}

/** The customer that has the tax id now; null where none does. */
export async function findHolderOfTaxId(stripe: StripeClient, id: string): Promise<string | null> {
  return idOf((await find(() => stripe.taxIds.retrieve(id)))?.customer)
}

export function toDetails(customer: Stripe.Customer): Pick<Customer, 'email' | 'details' | 'otherFields'> {
  const { address, name, email, invoice_settings: settings, tax_ids: taxIds } = customer
  const fields = settings.custom_fields ?? []
  return {
    email,
    details: {
      company: name || null,
      address: address ? toAddress(address) : noAddress,
      poNumber: fields.find(field => field.name === PO_FIELD)?.value ?? null,
      taxIds: (taxIds?.data ?? [])
        .toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1))
        .map(({ id, type, value, verification }) => ({
          id,
          type,
          value,
          status: toStatus(verification?.status),
        })),
    },
    otherFields: fields.filter(field => field.name !== PO_FIELD).map(({ name, value }) => ({ name, value })),
  }
}

/** The same for a customer that is made anew; what is not given is left out. */
export function toCreation({ address, poNumber, taxIds }: Omit<BillingDetails, 'company'>) {
  return {
    ...(address.country === null ? {} : { address: toAddressParam(address) }),
    ...(poNumber === null ? {} : { invoice_settings: { custom_fields: withPoNumber([], poNumber) } }),
    ...(taxIds.length === 0 ? {} : { tax_id_data: taxIds.map(({ type, value }) => ({ type, value })) }),
  }
}

/** The fields of an invoice with the order number first; empty where there are none. */
function withPoNumber(
  others: Customer['otherFields'],
  poNumber: string | null,
): Stripe.Emptyable<Stripe.CustomerUpdateParams.InvoiceSettings.CustomField[]> {
  const own = poNumber === null ? [] : [{ name: PO_FIELD, value: poNumber }]
  const fields = [...own, ...others].slice(0, MOST_FIELDS)
  return fields.length === 0 ? '' : fields
}

/** Every part of it, those that are not given empty: Stripe keeps what is left out. */
function toAddressParam({ line1, line2, city, state, postalCode, country }: BillingAddress) {
  return {
    line1: line1 ?? '',
    line2: line2 ?? '',
    city: city ?? '',
    state: state ?? '',
    postal_code: postalCode ?? '',
    country: country ?? '',
  }
}

function toAddress({ line1, line2, city, state, postal_code, country }: Stripe.Address): BillingAddress {
  return {
    line1: line1 || null,
    line2: line2 || null,
    city: city || null,
    state: state || null,
    postalCode: postal_code || null,
    country: country || null,
  }
}

function toStatus(status: string | undefined): BillingDetails['taxIds'][number]['status'] {
  return status === 'pending' || status === 'verified' || status === 'unverified' ? status : 'unavailable'
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Stripe.errors.StripeInvalidRequestError ? error.code : undefined
}
