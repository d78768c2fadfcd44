import type Stripe from 'stripe'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { operation } from '@/sandbox/stripe/api/operation'
import { present } from '@/sandbox/stripe/resources/present'
import type { Filter } from '@/sandbox/stripe/store'

export const eventOperations = [
  operation<Stripe.EventRetrieveParams>('GetEventsId', [], (scope, { id }) =>
    present(scope.store, 'event', scope.get('event', id)),
  ),
  operation<Stripe.EventListParams>(
    'GetEvents',
    [...pagination, 'created', 'type', 'types'],
    (scope, { params, path }) =>
      list(scope, 'event', path, params, [...filtersOf(params, ['created']), ...typeFilters(params)]),
  ),
]

/** `invoice.*` stands for all that begin so. */
function typeFilters({ type, types }: Stripe.EventListParams): Filter[] {
  const filters: Filter[] = types ? [{ field: 'type', value: types }] : []
  if (!type) return filters
  if (!type.endsWith('*')) return [...filters, { field: 'type', value: type }]
  const prefix = type.slice(0, -1)
  return [
    ...filters,
    { field: 'type', op: '>=', value: prefix },
    { field: 'type', op: '<', value: `${prefix}\uffff` },
  ]
}
