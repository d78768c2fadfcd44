import type { CatalogCache } from '@/gateway/catalog'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import { Refusal } from '@/gateway/refusal'
import type { Model } from '@/lib/catalog/catalog'
import { imageSizesOf, priceFor } from '@/lib/catalog/rating'
import { toUsdString } from '@/lib/money'
import { startOf, toPeriod } from '@/lib/period'

type Parts = Pick<Gateway, 'catalog' | 'clock'>

/** When the catalogue began; models have no age of their own that would mean anything to clients. */
const created = Math.floor(startOf(toPeriod('2026-01')).getTime() / 1000)

/** GET /models: OpenAI's list, and what each model is and costs. */
export function listModels({ catalog, clock }: Parts) {
  return (c: GatewayContext): Response => {
    const now = clock.now()
    return c.json({
      object: 'list',
      data: catalog.models(now).map(model => toModelBody(catalog, model, now)),
    })
  }
}

/** GET /models/{id}. Ids contain a slash; clients escape it or not. */
export function getModel({ catalog, clock }: Parts) {
  return (c: GatewayContext): Response => {
    const id = c.req.param('id') ?? ''
    const now = clock.now()
    const model = catalog.find(id, now)
    if (!model) throw new Refusal('model_not_found', { model: id })
    return c.json(toModelBody(catalog, model, now))
  }
}

function toModelBody(catalog: CatalogCache, model: Model, now: Date): object {
  return {
    id: model.id,
    object: 'model',
    created,
    owned_by: model.id.includes('/')
      ? model.id.slice(0, model.id.indexOf('/'))
      : (model.providers[0] ?? 'serika'),
    name: model.name,
    kind: model.kind,
    tier: model.tier,
    context_window: model.contextWindow,
    max_output_tokens: model.maxOutputTokens,
    jobs_only: model.jobsOnly,
    pricing: model.kind === 'text' ? textPricing(catalog, model, now) : imagePricing(catalog, model, now),
  }
}

/** Decimal dollars, as strings: a price is exact. */
function textPricing({ book }: CatalogCache, model: Model, now: Date): object {
  const perMillion = (inputTokens: number) => {
    const price = priceFor(book, model, now, { inputTokens })
    return {
      input_usd_per_million_tokens: toUsdString((price?.inputNanos ?? 0n) * 1_000_000n),
      output_usd_per_million_tokens: toUsdString((price?.outputNanos ?? 0n) * 1_000_000n),
    }
  }
  return {
    ...perMillion(0),
    ...(model.longContextAbove === null
      ? {}
      : {
          long_context: {
            above_input_tokens: model.longContextAbove,
            ...perMillion(model.longContextAbove + 1),
          },
        }),
  }
}

function imagePricing({ book }: CatalogCache, model: Model, now: Date): object {
  const perImage = (size: string | undefined) =>
    toUsdString(priceFor(book, model, now, { size })?.imageNanos ?? 0n)
  const sizes = imageSizesOf(book, model, now)
  return {
    usd_per_image: perImage(undefined),
    ...(sizes.length === 0 ? {} : { sizes: Object.fromEntries(sizes.map(size => [size, perImage(size)])) }),
  }
}
