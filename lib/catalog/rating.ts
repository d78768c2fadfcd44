import type { Model, PriceRow } from '@/lib/catalog/catalog'
import type { Nanos } from '@/lib/money'

/** Every price there ever was, by model and variant, newest first. */
export type PriceBook = ReadonlyMap<string, ReadonlyMap<string, readonly PriceRow[]>>

export interface Cost {
  readonly costNanos: Nanos
  /** The input's part of it. */
  readonly inputCostNanos: Nanos
}

export type Usage =
  { readonly inputTokens: number; readonly outputTokens: number } | { readonly images: number }

/** The size that counts when none, or `auto`, is asked for. */
export const DEFAULT_IMAGE_SIZE = '1024x1024'

export function toPriceBook(rows: readonly PriceRow[]): PriceBook {
  const book = new Map<string, Map<string, PriceRow[]>>()
  for (const row of [...rows].sort((a, b) => b.effectiveFrom.getTime() - a.effectiveFrom.getTime())) {
    const variants = book.get(row.modelId) ?? new Map<string, PriceRow[]>()
    variants.set(row.variant, [...(variants.get(row.variant) ?? []), row])
    book.set(row.modelId, variants)
  }
  return book
}

/** The row in force at an instant; null where there was none yet. */
export function priceAt(book: PriceBook, modelId: string, variant: string, at: Date): PriceRow | null {
  return (
    book
      .get(modelId)
      ?.get(variant)
      ?.find(row => row.effectiveFrom <= at) ?? null
  )
}

/**
 * The row that prices a whole request, as of its admission: long-context once the input passes the model's bound, an image's
 * by its size. Null where that is not sold: an unknown size, or no price yet.
 */
export function priceFor(
  book: PriceBook,
  model: Model,
  admittedAt: Date,
  what: { readonly inputTokens: number } | { readonly size: string | undefined },
): PriceRow | null {
  if ('inputTokens' in what) {
    const long = model.longContextAbove !== null && what.inputTokens > model.longContextAbove
    return priceAt(book, model.id, long ? 'long_context' : 'standard', admittedAt)
  }
  return (
    priceAt(book, model.id, 'standard', admittedAt) ??
    priceAt(book, model.id, imageSize(what.size), admittedAt)
  )
}

export function imageSize(size: string | undefined): string {
  return size === undefined || size === 'auto' ? DEFAULT_IMAGE_SIZE : size
}

/** The sizes an image model is sold in, by name; empty: one price whatever the size. */
export function imageSizesOf(book: PriceBook, model: Model, at: Date): string[] {
  const sizes = [...(book.get(model.id)?.keys() ?? [])].filter(variant => /^\d+x\d+$/.test(variant))
  return sizes.filter(size => priceAt(book, model.id, size, at) !== null).sort()
}

/** Quantity × rate, exactly. Throws where the price is of the other kind. */
export function costOf(price: PriceRow, usage: Usage): Cost {
  if ('images' in usage) {
    if (price.imageNanos === null) throw new Error(`${price.id} is not a price of images`)
    return { costNanos: BigInt(usage.images) * price.imageNanos, inputCostNanos: 0n }
  }
  if (price.inputNanos === null || price.outputNanos === null)
    throw new Error(`${price.id} is not a price of tokens`)
  const inputCostNanos = BigInt(usage.inputTokens) * price.inputNanos
  return { costNanos: inputCostNanos + BigInt(usage.outputTokens) * price.outputNanos, inputCostNanos }
}

/**
 * What is charged of a cost that may pass what was reserved for it: the reservation at most, and the rest is absorbed. The
 * input is charged first.
 */
export function chargeWithin(reservedNanos: Nanos, cost: Cost): Cost & { readonly absorbedNanos: Nanos } {
  if (cost.costNanos <= reservedNanos) return { ...cost, absorbedNanos: 0n }
  return {
    costNanos: reservedNanos,
    inputCostNanos: cost.inputCostNanos < reservedNanos ? cost.inputCostNanos : reservedNanos,
    absorbedNanos: cost.costNanos - reservedNanos,
  }
}
