import { z } from 'zod'
import { compare, type ImageOffer, type Offer, type TextOffer } from './offer'

const kinds = ['text', 'image'] as const
const tiers = ['standard', 'premium'] as const
export const sortKeys = ['name', 'context', 'max-output', 'input', 'output', 'price'] as const
export type SortKey = (typeof sortKeys)[number]

/** The state of the list of models, all of it in the URL. Nothing chosen means everything, in the catalogue's order. */
export interface ModelParams {
  q: string
  kind: (typeof kinds)[number] | null
  tier: (typeof tiers)[number] | null
  families: string[]
  sort: SortKey | null
  descending: boolean
}

const one = z.preprocess(
  value => (Array.isArray(value) ? value[0] : value),
  z.string().max(200).optional().catch(undefined),
)
const schema = z.object({ q: one, kind: one, tier: one, family: one, sort: one })

const pick = <Value extends string>(values: readonly Value[], value: string | undefined): Value | null =>
  values.find(other => other === value) ?? null

/** A URL's query as a page gets it. */
export type RawModelParams = Readonly<Record<string, string | string[] | undefined>>

/** Reads the URL; what it does not know it leaves out. */
export function parseModelParams(raw: RawModelParams): ModelParams {
  const { q, kind, tier, family, sort } = schema.parse(raw)
  return {
    q: (q ?? '').trim(),
    kind: pick(kinds, kind),
    tier: pick(tiers, tier),
    families: (family ?? '').split(',').filter(Boolean),
    sort: pick(sortKeys, sort?.replace(/^-/, '')),
    descending: sort?.startsWith('-') ?? false,
  }
}

/** The address of that state, without what is as it is by itself. */
export function modelsHref(base: string, params: ModelParams): string {
  const query = new URLSearchParams()
  if (params.q) query.set('q', params.q)
  if (params.kind) query.set('kind', params.kind)
  if (params.tier) query.set('tier', params.tier)
  if (params.families.length > 0) query.set('family', params.families.join(','))
  if (params.sort) query.set('sort', `${params.descending ? '-' : ''}${params.sort}`)
  const text = query.toString()
  return text ? `${base}?${text}` : base
}

export function isNarrowed({ q, kind, tier, families }: ModelParams): boolean {
  return q !== '' || kind !== null || tier !== null || families.length > 0
}

/** Filters and sorts. Every word of the search must stand in the name, the id or the family. */
export function selectOffers(
  offers: readonly Offer[],
  params: ModelParams,
): { text: TextOffer[]; image: ImageOffer[] } {
  const words = params.q.toLowerCase().split(/\s+/).filter(Boolean)
  const found = offers.filter(offer => {
    const text = `${offer.name} ${offer.id} ${offer.family}`.toLowerCase()
    return (
      words.every(word => text.includes(word)) &&
      (params.kind === null || offer.kind === params.kind) &&
      (params.tier === null || offer.tier === params.tier) &&
      (params.families.length === 0 || params.families.includes(offer.family))
    )
  })
  const { sort, descending } = params
  const sorted = <One extends Offer>(list: One[]): One[] => {
    if (sort === null) return list
    const direction = descending ? -1 : 1
    return list.sort((a, b) => direction * byKey(a, b, sort) || a.name.localeCompare(b.name))
  }
  return {
    text: sorted(found.filter(offer => offer.kind === 'text')),
    image: sorted(found.filter(offer => offer.kind === 'image')),
  }
}

function byKey(a: Offer, b: Offer, key: SortKey): number {
  if (key === 'name') return a.name.localeCompare(b.name)
  return compare(figure(a, key), figure(b, key))
}

/** What a column sorts by; a figure that a model does not have sorts as nothing. */
function figure(offer: Offer, key: Exclude<SortKey, 'name'>): bigint | number {
  if (offer.kind === 'image') return key === 'price' ? (offer.sizes[0]?.imageNanos ?? 0n) : 0n
  switch (key) {
    case 'context':
      return offer.contextWindow ?? 0
    case 'max-output':
      return offer.maxOutputTokens ?? 0
    case 'input':
      return offer.rates.standard.inputNanos ?? 0n
    case 'output':
      return offer.rates.standard.outputNanos ?? 0n
    case 'price':
      return 0n
  }
}
