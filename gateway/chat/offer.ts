import type { Offer } from '@/gateway/admission'
import type { ChatPlan } from '@/gateway/chat/plan'
import { Refusal } from '@/gateway/refusal'
import type { PriceBook } from '@/lib/catalog/rating'
import { capFor, reserveText } from '@/lib/catalog/reservation'
import type { Nanos } from '@/lib/money'

export interface ChatOffer extends Offer {
  /** The cap on output tokens per choice that is sent. */
  readonly capTokens: number
  /** Whether the cap is ours; the client is told. */
  readonly capIsOurs: boolean
}

/** A chat request as it would be sent with so much left: a cap of our own shrinks, a client's own is never lowered. */
export function offerChat(
  book: PriceBook,
  plan: ChatPlan,
  admittedAt: Date,
  remainingNanos: Nanos | null,
): ChatOffer {
  const { model, inputBound, n, clientMax, outputRoom } = plan
  const { cap, source } = capFor(book, model, admittedAt, { clientMax, n, inputBound, remainingNanos })
  const capIsOurs = source !== 'client'
  // Providers count the cap into the context window: one of our own must not push the request over its edge.
  const capTokens = capIsOurs ? Math.min(cap, outputRoom) : cap
  const nanos = reserveText(book, model, admittedAt, { inputBound, n, outputCap: capTokens })
  if (nanos === null) throw new Refusal('model_not_found', { model: model.id })
  return { nanos, shrinks: capIsOurs, capTokens, capIsOurs }
}
