import type Stripe from 'stripe'
import { invalidRequest, missing } from '@/sandbox/stripe/api/errors'
import { present } from '@/sandbox/stripe/resources/present'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Filter } from '@/sandbox/stripe/store'
import type { Kind } from '@/sandbox/stripe/types'

export interface List {
  object: 'list'
  data: unknown[]
  has_more: boolean
  url: string
}
export const pagination = ['limit', 'starting_after', 'ending_before'] as const

/** A page of a list, as asked by cursor: `limit` 1 to 100 (10 when not given), newest first unless told otherwise. */
export function list(
  scope: Scope,
  kind: Kind,
  url: string,
  params: Stripe.PaginationParams,
  filters: Filter[],
  order: { ascending?: boolean } = {},
): List {
  const limit = params.limit ?? 10
  if (limit < 1 || limit > 100) {
    throw invalidRequest('Invalid limit: must be between 1 and 100.', {
      param: 'limit',
      code: 'parameter_invalid_integer',
    })
  }
  if (params.starting_after && params.ending_before) {
    throw invalidRequest('You may only specify one of these parameters: ending_before, starting_after.', {
      code: 'parameters_exclusive',
    })
  }
  for (const param of ['starting_after', 'ending_before'] as const) {
    const id = params[param]
    if (id !== undefined && scope.store.kindOf(id)?.kind !== kind) throw missing(kind, id, param, false)
  }
  const { starting_after: after, ending_before: before } = params
  const page = scope.store.page(kind, filters, {
    limit,
    ...order,
    ...(after ? { after } : {}),
    ...(before ? { before } : {}),
  })
  return {
    object: 'list',
    data: page.data.map(body => present(scope.store, kind, body)),
    has_more: page.hasMore,
    url,
  }
}

/** Filters for the parameters that were given; a parameter and its field have the same name unless `fields` says otherwise. */
export function filtersOf(
  params: object,
  names: readonly string[],
  fields: Record<string, string> = {},
): Filter[] {
  const given = new Map<string, unknown>(Object.entries(params))
  return names.flatMap((name): Filter[] => {
    const value = given.get(name)
    const field = fields[name] ?? name
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return [{ field, value }]
    return isRange(value) ? rangeFilters(field, value) : []
  })
}

function rangeFilters(field: string, range: Stripe.RangeQueryParam): Filter[] {
  const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
  return Object.entries(operators).flatMap(([key, op]): Filter[] => {
    const value = range[key as keyof typeof operators]
    return value === undefined ? [] : [{ field, op, value }]
  })
}

const isRange = (value: unknown): value is Stripe.RangeQueryParam =>
  typeof value === 'object' && value !== null
