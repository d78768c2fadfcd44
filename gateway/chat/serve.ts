import { withCharacter } from '@/gateway/chat/character'
import { offerChat } from '@/gateway/chat/offer'
import { answerPlain, asCompletion, type ToBody } from '@/gateway/chat/plain'
import { planChat, refuseTooLong } from '@/gateway/chat/plan'
import type { ChatRequest } from '@/gateway/chat/request'
import { answerStream } from '@/gateway/chat/streamed'
import type { Gateway } from '@/gateway/gateway'
import { generate } from '@/gateway/generate'
import type { GatewayContext } from '@/gateway/http'
import type { Endpoint } from '@/lib/usage/event'

/** Serves a chat request, by whichever endpoint it came; `toBody` makes the body of a plain answer. */
export async function serveChat(
  gateway: Gateway,
  c: GatewayContext,
  endpoint: Endpoint,
  asked: ChatRequest,
  toBody: ToBody = asCompletion,
): Promise<Response> {
  const { clock, catalog, upstreams } = gateway
  const request = withCharacter(catalog, asked)
  const plan = planChat(catalog, provider => upstreams.has(provider), request, clock.now())
  await refuseTooLong(gateway.tokens, plan, request, endpoint)
  return generate(gateway, c, {
    endpoint,
    permission: 'text_generation',
    plan,
    streamed: request.stream === true,
    expectedTokens: plan.expectedInputTokens,
    makeOffer: book => (admittedAt, remainingNanos) => offerChat(book, plan, admittedAt, remainingNanos),
    headersOf: ({ capIsOurs, capTokens }) =>
      capIsOurs ? { 'x-serika-max-tokens': String(capTokens) } : null,
    answer: turn =>
      request.stream ? answerStream({ ...turn, request }) : answerPlain({ ...turn, request }, toBody),
  })
}
