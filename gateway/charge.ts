import type { TokenUsage } from '@/gateway/chat/usage'
import type { Turn } from '@/gateway/turn'
import { chargeWithin, costOf, priceFor } from '@/lib/catalog/rating'
import type { Provider } from '@/lib/env-variables'
import { toStorable } from '@/lib/storable-text'
import type { UsageEvent } from '@/lib/usage/event'

/** Images that came of a request. */
export interface ImageUsage {
  readonly images: number
}

/** How a request ended, and what it used. */
export interface Ending {
  readonly status: UsageEvent['status']
  readonly httpStatus: number
  readonly errorCode: string | null
  /** Null: nothing was generated, and nothing is charged. */
  readonly usage: TokenUsage | ImageUsage | null
  /** True: what was used is not charged but absorbed, since nothing came of it for the client. */
  readonly isFree?: boolean
  readonly provider: Provider | null
  readonly upstreamId: string | null
  readonly ttftMs: number | null
}

const nothing: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  estimated: false,
  details: {},
}

/** The ledger's entry of a request: what it used at the prices of its admission, never more than was held for it. */
export function toEvent(
  {
    plan,
    admission,
    book,
    endpoint,
    streamed,
  }: Pick<Turn, 'plan' | 'admission' | 'book' | 'endpoint' | 'streamed'>,
  { usage, isFree = false, upstreamId, ...facts }: Ending,
  latencyMs: number,
): UsageEvent {
  const { caller, admittedAt, id, reservedNanos } = admission
  const tokens = usage && 'inputTokens' in usage ? usage : nothing
  const price = priceFor(book, plan.model, admittedAt, plan.size === undefined ? tokens : { size: plan.size })
  if (!price) throw new Error(`${plan.model.id} had a price when ${id} was admitted and has none now`)
  const charge = usage
    ? chargeWithin(isFree ? 0n : reservedNanos, costOf(price, usage))
    : { costNanos: 0n, inputCostNanos: 0n, absorbedNanos: 0n }
  return {
    accountId: caller.account.id,
    admittedAt,
    id,
    keyId: caller.key.id,
    endpoint,
    modelId: plan.model.id,
    priceId: price.id,
    inputTokens: tokens.inputTokens,
    outputTokens: tokens.outputTokens,
    reasoningTokens: tokens.reasoningTokens,
    images: usage && 'images' in usage ? usage.images : 0,
    reservedNanos,
    ...charge,
    estimated: tokens.estimated,
    streamed,
    latencyMs,
    // A provider's word for it: what the database cannot hold must not cost the event.
    upstreamId: upstreamId === null ? null : toStorable(upstreamId),
    ...facts,
  }
}
