import type { Admission } from '@/gateway/admission'
import type { TokenUsage } from '@/gateway/chat/usage'
import type { Model } from '@/lib/catalog/catalog'
import { chargeWithin, costOf, priceFor, type PriceBook } from '@/lib/catalog/rating'
import type { Provider } from '@/lib/env-variables'
import type { UsageEvent } from '@/lib/usage/event'

export interface ChatOutcome {
  readonly status: UsageEvent['status']
  readonly httpStatus: number
  readonly errorCode: string | null
  /** Null: nothing was generated, and nothing is charged. */
  readonly usage: TokenUsage | null
  readonly streamed: boolean
  readonly provider: Provider | null
  readonly upstreamId: string | null
  readonly latencyMs: number
  readonly ttftMs: number | null
}

/** The ledger's entry of a chat request: what it used at the prices of its admission, never more than was held for it. */
export function toChatEvent(
  book: PriceBook,
  model: Model,
  admission: Admission,
  outcome: ChatOutcome,
): UsageEvent {
  const { caller, admittedAt, id, reservedNanos } = admission
  const { usage, ...facts } = outcome
  const price = priceFor(book, model, admittedAt, { inputTokens: usage?.inputTokens ?? 0 })
  if (!price) throw new Error(`${model.id} had a price when ${id} was admitted and has none now`)
  const charge = usage
    ? chargeWithin(reservedNanos, costOf(price, usage))
    : { costNanos: 0n, inputCostNanos: 0n, absorbedNanos: 0n }
  return {
    accountId: caller.account.id,
    admittedAt,
    id,
    keyId: caller.key.id,
    endpoint: '/chat/completions',
    modelId: model.id,
    priceId: price.id,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    reasoningTokens: usage?.reasoningTokens ?? 0,
    images: 0,
    reservedNanos,
    ...charge,
    estimated: usage?.estimated ?? false,
    ...facts,
  }
}
