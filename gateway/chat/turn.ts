import type { ChatOffer } from '@/gateway/chat/offer'
import { inputText } from '@/gateway/chat/input-text'
import type { OutputTally } from '@/gateway/chat/output'
import type { ChatPlan } from '@/gateway/chat/plan'
import type { ChatRequest } from '@/gateway/chat/request'
import { readUsage, type TokenUsage } from '@/gateway/chat/usage'
import { askInTurn, type Answer, type Turn } from '@/gateway/turn'
import type { Outcome } from '@/gateway/upstream/answer'
import type { UpstreamRequest } from '@/gateway/upstream/client'
import { toUpstreamBody } from '@/gateway/upstream/providers'
import { findRecordedUsage } from '@/gateway/upstream/record'
import type { Provider } from '@/lib/env-variables'

/** One admitted chat request on its way through the provider and the ledger. */
export interface ChatTurn extends Turn<ChatPlan, ChatOffer> {
  readonly request: ChatRequest
}

/** Asks the model's providers in turn, each in its own words. */
export function askProviders<T>(
  turn: ChatTurn,
  ask: (request: UpstreamRequest) => Promise<Outcome<T>>,
): Promise<Answer<T>> {
  const { request, admission, streamed } = turn
  const { capTokens } = admission.offer
  return askInTurn(turn, (provider, model) =>
    ask({
      provider,
      path: '/chat/completions',
      body: toUpstreamBody(request, provider, { model, capTokens }),
      streamed,
      requestId: admission.id,
    }),
  )
}

/** What an answer has left behind for its bill. */
export interface Answered {
  readonly provider: Provider
  /** The provider's own id of the answer; null where it gave none. */
  readonly upstreamId: string | null
  /** The usage object that came with it, whatever it is. */
  readonly reported: unknown
  readonly output: OutputTally
}

/** How long a provider's record is waited for, in milliseconds: a client that is there wants its answer. */
const recordWithinMs = { clientWaits: 1_000, clientIsGone: 10_000 }

/**
 * The usage to charge: the provider's own figures, with the answer or, where those are missing or cannot be believed, on
 * record; else our count of both texts.
 */
export async function usageOf(turn: ChatTurn, answered: Answered): Promise<TokenUsage> {
  const { reported, output } = answered
  return (
    readUsage(reported, output.isEmpty) ??
    (await recordedUsage(turn, answered)) ??
    (await countUsage(turn, output))
  )
}

/** What the provider has on record of an answer; null where it tells nothing in time that can be believed. */
export async function recordedUsage(
  { gateway, admission, client }: ChatTurn,
  { provider, upstreamId, output }: Answered,
): Promise<TokenUsage | null> {
  if (upstreamId === null) return null
  const recorded = await findRecordedUsage(gateway.upstreams, {
    provider,
    upstreamId,
    requestId: admission.id,
    withinMs: client.closed ? recordWithinMs.clientIsGone : recordWithinMs.clientWaits,
    // A request that was cut off in time is billed too: its own signal has aborted by then.
    signal: gateway.openRequests.cut,
  })
  return readUsage(recorded, output.isEmpty)
}

async function countUsage(
  { gateway, plan, request, admission }: ChatTurn,
  output: OutputTally,
): Promise<TokenUsage> {
  const [input, generated] = await Promise.all([
    gateway.tokens.count(inputText(request)),
    gateway.tokens.count(output.text),
  ])
  return {
    inputTokens: Math.min(plan.inputBound, Math.max(1, input) + imageTokens(request, plan)),
    outputTokens: Math.min(plan.n * admission.offer.capTokens, generated),
    reasoningTokens: 0,
    estimated: true,
    details: {},
  }
}

/** An image's tokens cannot be counted here; the model's bound is the only number known. */
function imageTokens(request: ChatRequest, plan: ChatPlan): number {
  let images = 0
  for (const { content } of request.messages)
    if (Array.isArray(content)) for (const part of content) if (part.type === 'image_url') images += 1
  return images * (plan.model.maxTokensPerInputImage ?? 0)
}
