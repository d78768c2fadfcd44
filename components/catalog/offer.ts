import type { Model, PriceRow } from '@/lib/catalog/catalog'
import type { TextRates } from '@/lib/catalog/estimate'
import { familyOf } from '@/lib/catalog/family'
import type { Nanos } from '@/lib/money'

interface OfferBase {
  id: string
  name: string
  family: string
  tier: Model['tier']
}

/** A text model with the rates that hold now, as pages show it. */
export interface TextOffer extends OfferBase {
  kind: 'text'
  contextWindow: number | null
  maxOutputTokens: number | null
  reasoning: boolean
  takesImages: boolean
  rates: TextRates
}

/** An image model with its price, or its price per size. */
export interface ImageOffer extends OfferBase {
  kind: 'image'
  jobsOnly: boolean
  sizes: readonly { size: string | null; imageNanos: Nanos }[]
}

export type Offer = TextOffer | ImageOffer

type Priced = Model & { prices: readonly PriceRow[] }

/** What is for sale now. A model without a price in force is not. */
export function toOffers(models: readonly Priced[]): Offer[] {
  return models.flatMap(model => (model.kind === 'text' ? toTextOffer(model) : toImageOffer(model)) ?? [])
}

function toTextOffer(model: Priced): TextOffer | null {
  const standard = model.prices.find(price => price.variant === 'standard' && price.inputNanos !== null)
  if (!standard) return null
  return {
    kind: 'text',
    ...baseOf(model),
    contextWindow: model.contextWindow,
    maxOutputTokens: model.maxOutputTokens,
    reasoning: model.reasoning,
    takesImages: model.maxTokensPerInputImage !== null,
    rates: {
      standard,
      longContext: model.prices.find(price => price.variant === 'long_context') ?? null,
      longContextAbove: model.longContextAbove,
    },
  }
}

function toImageOffer(model: Priced): ImageOffer | null {
  const priced = model.prices.flatMap(({ variant, imageNanos }) =>
    imageNanos === null ? [] : [{ variant, imageNanos }],
  )
  const sized = priced.filter(({ variant }) => /^\d+x\d+$/.test(variant))
  const sizes =
    sized.length > 0
      ? sized.map(({ variant, imageNanos }) => ({ size: variant, imageNanos }))
      : priced.map(({ imageNanos }) => ({ size: null, imageNanos }))
  if (sizes.length === 0) return null
  sizes.sort((a, b) => compare(a.imageNanos, b.imageNanos) || (a.size ?? '').localeCompare(b.size ?? ''))
  return { kind: 'image', ...baseOf(model), jobsOnly: model.jobsOnly, sizes }
}

const baseOf = ({ id, name, tier }: Model): OfferBase => ({ id, name, tier, family: familyOf(id) })

export function compare(a: bigint | number, b: bigint | number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** The text models among them; null where there is none, so that a chooser always has one to begin with. */
export function textOffersOf(offers: readonly Offer[]): [TextOffer, ...TextOffer[]] | null {
  const [first, ...rest] = offers.filter(offer => offer.kind === 'text')
  return first ? [first, ...rest] : null
}
