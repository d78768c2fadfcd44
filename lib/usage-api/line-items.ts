import { toDrafts } from '@/lib/invoices/lines'
import type { Nanos } from '@/lib/money'
import type { UsageSums } from '@/lib/usage-api/usage-query'

/** A row of the price book with the model that it prices. */
export interface PricedModel {
  readonly id: string
  readonly modelId: string
  readonly modelName: string
  /** `standard`, `long_context` or an image size. */
  readonly variant: string
  readonly effectiveFrom: Date
  readonly inputNanos: Nanos | null
  readonly outputNanos: Nanos | null
  readonly imageNanos: Nanos | null
}

export interface LineItem {
  /** In the invoice's words: `Claude Haiku 4.5, input tokens`. */
  readonly name: string
  /** Tokens or images. */
  readonly quantity: number
  readonly costNanos: Nanos
}

/** What sums of one price come to, as lines of an invoice; their costs add up to that of the sums. */
export function toLineItems(sums: UsageSums, price: PricedModel | undefined): LineItem[] {
  // A price that is gone from the book can be named by nothing but its id.
  if (!price)
    return [
      {
        name: sums.priceId ?? 'unknown',
        quantity: sums.inputTokens + sums.outputTokens + sums.images,
        ...sums,
      },
    ]
  return toDrafts({ ...sums, ...price, priceId: price.id }).map(({ description, quantity, costNanos }) => ({
    name: description,
    quantity,
    costNanos,
  }))
}
