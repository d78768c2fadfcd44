import type { Model } from '@/lib/catalog/catalog'
import { priceFor, type PriceBook } from '@/lib/catalog/rating'
import type { Nanos } from '@/lib/money'

/**
 * The standard model of that kind that costs least at `at`: a token of input and one of output, or an image of the usual
 * size. Among equals, the catalogue's first; null where none is priced. Models that run only as jobs do not count.
 */
export function cheapestModel(
  models: readonly Model[],
  book: PriceBook,
  kind: Model['kind'],
  at: Date,
): Model | null {
  let best: { model: Model; nanos: Nanos } | null = null
  for (const model of models) {
    if (model.kind !== kind || model.tier !== 'standard' || model.jobsOnly) continue
    const price = priceFor(book, model, at, kind === 'text' ? { inputTokens: 0 } : { size: undefined })
    if (!price) continue
    const nanos = price.imageNanos ?? (price.inputNanos ?? 0n) + (price.outputNanos ?? 0n)
    if (!best || nanos < best.nanos) best = { model, nanos }
  }
  return best?.model ?? null
}
