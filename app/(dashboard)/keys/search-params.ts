import { z } from 'zod'

const single = z.preprocess(value => (Array.isArray(value) ? value[0] : value), z.string().optional())
const schema = z.object({
  q: single.transform(text => (text ?? '').trim().slice(0, 200)),
  page: single.transform(text => {
    const page = Number(text ?? 1)
    return Number.isSafeInteger(page) && page >= 1 && page <= 1000 ? page : 1
  }),
})

/** The keys page's state: what is searched for, and which page of it is in sight. */
export interface KeysParams {
  readonly search: string
  readonly page: number
}

export function parseKeysParams(raw: Record<string, string | string[] | undefined>): KeysParams {
  const { q, page } = schema.parse(raw)
  return { search: q, page }
}

export function keysHref({ search, page }: KeysParams): string {
  const params = new URLSearchParams()
  if (search !== '') params.set('q', search)
  if (page > 1) params.set('page', String(page))
  return params.size === 0 ? '/keys' : `/keys?${params.toString()}`
}
