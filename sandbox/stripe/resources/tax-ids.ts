import type Stripe from 'stripe'
import { invalidRequest, missing, notPlayed } from '@/sandbox/stripe/api/errors'
import { list, pagination } from '@/sandbox/stripe/api/list'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId } from '@/sandbox/stripe/ids'
import { countryOf, isVerified, isWellFormed } from '@/sandbox/stripe/resources/tax-id-formats'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type TaxId = Objects['tax_id']
type Type = TaxId['type']

const mostPerCustomer = 5
/** Seconds until the tax office has answered. */
const lookingUp = 5

export const taxIdOperations = [
  operation<Stripe.CustomerCreateTaxIdParams>(
    'PostCustomersIdTaxIds',
    ['type', 'value'],
    (scope, { params, id }) => addTaxId(scope, scope.get('customer', id), params),
  ),
  operation<Stripe.CustomerListTaxIdsParams>(
    'GetCustomersIdTaxIds',
    pagination,
    (scope, { params, id, path }) => {
      scope.get('customer', id)
      return list(scope, 'tax_id', path, params, [{ field: 'customer', value: id }])
    },
  ),
  operation<Stripe.CustomerRetrieveTaxIdParams>(
    'GetCustomersCustomerIdTaxIdsId',
    [],
    (scope, { id, parent }) => ofCustomer(scope, parent, id),
  ),
  operation<Stripe.CustomerDeleteTaxIdParams>(
    'DeleteCustomersCustomerIdTaxIdsId',
    [],
    (scope, { id, parent }) => removeTaxId(scope, ofCustomer(scope, parent, id)),
  ),
  operation<Stripe.TaxIdCreateParams>('PostTaxIds', ['owner', 'type', 'value'], (scope, { params }) =>
    addTaxId(scope, scope.refer('customer', ownerOf(params.owner), 'owner[customer]'), params),
  ),
  operation<Stripe.TaxIdListParams>('GetTaxIds', [...pagination, 'owner'], (scope, { params, path }) =>
    list(scope, 'tax_id', path, params, [{ field: 'customer', value: ownerOf(params.owner) }]),
  ),
  operation<Stripe.TaxIdRetrieveParams>('GetTaxIdsId', [], (scope, { id }) => scope.get('tax_id', id)),
  operation<Stripe.TaxIdDeleteParams>('DeleteTaxIdsId', [], (scope, { id }) =>
    removeTaxId(scope, scope.get('tax_id', id)),
  ),
]

/** Gives the customer a tax id. One that a tax office can confirm is pending until it has answered. */
export function addTaxId(
  scope: Scope,
  customer: Objects['customer'],
  given: { type: string; value: string },
): TaxId {
  const type = knownType(given.type)
  const value = given.value.trim()
  if (!isWellFormed(type, value)) {
    throw invalidRequest(`Invalid value for ${type}.`, { code: 'tax_id_invalid', param: 'value' })
  }
  const existing = taxIdsOf(scope, customer.id)
  if (existing.length >= mostPerCustomer) {
    throw invalidRequest(`A customer can have at most ${mostPerCustomer} tax ids.`, {
      code: 'customer_tax_ids_max',
    })
  }
  const verified = isVerified(type)
  const taxId = scope.create(
    'tax_id',
    {
      id: newId('txi'),
      object: 'tax_id',
      country: countryOf(type, value),
      created: scope.now,
      customer: customer.id,
      customer_account: null,
      livemode: false,
      owner: { customer: customer.id, customer_account: null, type: 'customer' },
      type,
      value,
      verification: {
        status: verified ? 'pending' : 'unavailable',
        verified_address: null,
        verified_name: null,
      },
    },
    'customer.tax_id.created',
  )
  if (verified) scope.later(lookingUp, 'verify_tax_id', taxId.id)
  return taxId
}

/** Takes a tax id from its customer; invoices issued before keep it. */
export function removeTaxId(scope: Scope, taxId: TaxId): { id: string; object: 'tax_id'; deleted: true } {
  scope.store.delete(taxId.id)
  scope.emit('customer.tax_id.deleted', 'tax_id', taxId)
  return { id: taxId.id, object: 'tax_id', deleted: true }
}

/** Oldest first. */
export const taxIdsOf = (scope: Scope, customer: string): TaxId[] =>
  scope.store.all('tax_id', [{ field: 'customer', value: customer }])

/** The tax office answered: Stripe's test numbers decide, and every other number is right. */
export function verifyTaxId(scope: Scope, id: string): void {
  const taxId = scope.store.find('tax_id', id)
  if (!taxId || /2{9}/.test(taxId.value)) return
  const customer = taxId.customer ? scope.store.find('customer', taxId.customer) : undefined
  const unknown = /1{9}/.test(taxId.value)
  const verification = unknown
    ? { status: 'unverified' as const, verified_address: null, verified_name: null }
    : { status: 'verified' as const, verified_address: null, verified_name: customer?.name ?? null }
  scope.update('tax_id', taxId, { verification }, 'customer.tax_id.updated')
}

function ofCustomer(scope: Scope, customer: string, id: string): TaxId {
  const taxId = scope.get('tax_id', id)
  if (taxId.customer !== customer) throw missing('tax id', id, 'id', true)
  return taxId
}

function ownerOf(owner: Stripe.TaxIdCreateParams.Owner | undefined): string {
  if (owner?.type === 'customer' && owner.customer) return owner.customer
  throw notPlayed('tax ids of the account itself', 'owner')
}

/** The contract has checked that it is one of Stripe's. */
const knownType = (type: string) => type as Type
