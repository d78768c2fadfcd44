import { z } from 'zod'
import { toStorable } from '@/lib/storable-text'
import { keyOrders, type KeyOrder } from '@/lib/keys/key-list'

const single = z.preprocess(value => (Array.isArray(value) ? value[0] : value), z.string().optional())
const schema = z.object({
  q: single.transform(text => toStorable((text ?? '').trim().slice(0, 200))),
  sort: single.transform(text => ({
    order: keyOrders.find(order => order === text?.replace(/^-/, '')) ?? 'created',
    reversed: text?.startsWith('-') ?? false,
  })),
  create: single.transform(text => text !== undefined),
  page: single.transform(text => {
    const page = Number(text ?? 1)
    return Number.isSafeInteger(page) && page >= 1 && page <= 1000 ? page : 1
  }),
})

/** The keys page's state: what is searched for, in which order, and which page of it is in sight. */
export interface KeysParams {
  readonly search: string
  readonly order: KeyOrder
  readonly reversed: boolean
  readonly page: number
  /** The form for a new key is open. */
  readonly create: boolean
}

export type RawParams = Record<string, string | string[] | undefined>

export function parseKeysParams(raw: RawParams): KeysParams {
  const { q, sort, page, create } = schema.parse(raw)
  return { search: q, ...sort, page, create }
}

/** The URL of a state, without what is as it is by itself: newest keys first, the first page, no form open. */
export function keysHref({ search, order, reversed, page }: Omit<KeysParams, 'create'>): string {
  const params = new URLSearchParams()
  if (search !== '') params.set('q', search)
  if (order !== 'created' || reversed) params.set('sort', `${reversed ? '-' : ''}${order}`)
  if (page > 1) params.set('page', String(page))
  return params.size === 0 ? '/keys' : `/keys?${params.toString()}`
}
