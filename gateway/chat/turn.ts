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

/** The usage to charge: the provider's own figures, or where those cannot be believed, our count of both texts. */
export async function usageOf(turn: ChatTurn, reported: unknown, output: OutputTally): Promise<TokenUsage> {
  const { gateway, plan, request, admission } = turn
  const believed = readUsage(reported, output.isEmpty)
  if (believed) return believed
  const [input, generated] = await Promise.all([
    gateway.tokens.count(inputText(request)),
    gateway.tokens.count(output.text),
  ])
  return {
    inputTokens: Math.min(plan.inputBound, Math.max(1, input) + imageTokens(turn)),
    outputTokens: Math.min(plan.n * admission.offer.capTokens, generated),
    reasoningTokens: 0,
    estimated: true,
    details: {},
  }
}

/** An image's tokens cannot be counted here; the model's bound is the only number known. */
function imageTokens({ request, plan }: ChatTurn): number {
  let images = 0
  for (const { content } of request.messages)
    if (Array.isArray(content)) for (const part of content) if (part.type === 'image_url') images += 1
  return images * (plan.model.maxTokensPerInputImage ?? 0)
}
