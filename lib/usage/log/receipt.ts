import type { PriceRow } from '@/lib/catalog/catalog'
import type { Nanos } from '@/lib/money'

/** What of a request's record decides its cost. */
export interface ReceiptFacts {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly images: number
  readonly costNanos: Nanos
  readonly absorbedNanos: Nanos
  readonly waivedNanos: Nanos
}

export interface ReceiptLine {
  readonly what: 'input' | 'output' | 'images'
  readonly quantity: number
  /** Nano-dollars per token or image. */
  readonly rateNanos: Nanos
  /** Quantity × rate, exactly. */
  readonly nanos: Nanos
}

/** How a cost comes about: Σ lines − absorbed − waived = charged, to the nano-dollar. */
export interface Receipt {
  /** None where nothing was used. */
  readonly lines: readonly ReceiptLine[]
  readonly sumNanos: Nanos
  readonly absorbedNanos: Nanos
  readonly waivedNanos: Nanos
  readonly chargedNanos: Nanos
  /** False: record and price book contradict each other, which somebody has to look at. */
  readonly addsUp: boolean
}

/** Works out a stored cost from its rate. */
export function toReceipt(facts: ReceiptFacts, price: PriceRow): Receipt {
  const { absorbedNanos, waivedNanos, costNanos: chargedNanos } = facts
  const lines = [
    ...line('input', facts.inputTokens, price.inputNanos),
    ...line('output', facts.outputTokens, price.outputNanos),
    ...line('images', facts.images, price.imageNanos),
  ]
  const sumNanos = lines.reduce((total, { nanos }) => total + nanos, 0n)
  const addsUp = sumNanos - absorbedNanos - waivedNanos === chargedNanos
  return { lines, sumNanos, absorbedNanos, waivedNanos, chargedNanos, addsUp }
}

function line(what: ReceiptLine['what'], quantity: number, rateNanos: Nanos | null): ReceiptLine[] {
  return rateNanos === null || quantity === 0
    ? []
    : [{ what, quantity, rateNanos, nanos: BigInt(quantity) * rateNanos }]
}
