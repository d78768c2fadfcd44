import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { operation, type Call } from '@/sandbox/stripe/api/operation'
import { present } from '@/sandbox/stripe/resources/present'
import type { Scope } from '@/sandbox/stripe/scope'
import { searchables, type SearchableKind } from '@/sandbox/stripe/search/fields'
import { parseQuery } from '@/sandbox/stripe/search/query'
import { searchIndexed } from '@/sandbox/stripe/search/search-index'

interface Params {
  query: string
  limit?: number
  page?: string
}
const accepted = ['query', 'limit', 'page'] as const

export const searchOperations = [
  operation<Stripe.ChargeSearchParams>('GetChargesSearch', accepted, searchFor('charge')),
  operation<Stripe.CustomerSearchParams>('GetCustomersSearch', accepted, searchFor('customer')),
  operation<Stripe.InvoiceSearchParams>('GetInvoicesSearch', accepted, searchFor('invoice')),
  operation<Stripe.PaymentIntentSearchParams>(
    'GetPaymentIntentsSearch',
    accepted,
    searchFor('payment_intent'),
  ),
]

const mostOnPage = 100

function searchFor(kind: SearchableKind) {
  return (scope: Scope, { params, path }: Call<Params>) => {
    const limit = params.limit ?? 10
    if (limit < 1 || limit > mostOnPage) {
      throw invalidRequest(`Invalid limit: must be between 1 and ${mostOnPage}.`, { param: 'limit' })
    }
    const query = parseQuery(params.query, searchables[kind])
    const before = params.page === undefined ? undefined : placeOf(params.page)
    const { data, next } = searchIndexed(scope.store, kind, query, { now: scope.now, limit, before })
    return {
      object: 'search_result',
      data: data.map(body => present(scope.store, kind, body)),
      has_more: next !== null,
      next_page: next === null ? null : pageAt(next),
      url: path,
    }
  }
}

const pageAt = (place: number) => Buffer.from(String(place)).toString('base64url')

function placeOf(page: string): number {
  const place = Number(Buffer.from(page, 'base64url').toString('utf8'))
  if (Number.isSafeInteger(place) && place > 0) return place
  throw invalidRequest('Invalid page: pass the `next_page` of an earlier answer.', { param: 'page' })
}
