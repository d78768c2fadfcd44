import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { admitChat, type Admission } from '@/gateway/admission'
import { readJsonBody } from '@/gateway/body'
import { answerPlain } from '@/gateway/chat/plain'
import { planChat } from '@/gateway/chat/plan'
import { chatRequest, type ChatRequest } from '@/gateway/chat/request'
import { answerStream } from '@/gateway/chat/streamed'
import { settleAbandoned } from '@/gateway/chat/turn'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import { callerOf, identify, requireBilling, requirePermission } from '@/gateway/middleware/authenticate'
import { Refusal, toRefusal } from '@/gateway/refusal'

/** POST /chat/completions, plain and streaming. */
export function chatCompletions(gateway: Gateway) {
  return async (c: GatewayContext): Promise<Response> => {
    const request = parse(await readJsonBody(c.env.incoming, c.get('life')))
    const { clock, catalog, upstreams, rateLimits } = gateway
    const plan = planChat(catalog, provider => upstreams.has(provider), request, clock.now())
    // The body took its time: who asks is judged as things stand now.
    mayGenerate(gateway, await identify(gateway, c))
    const claim = rateLimits.takeTokens(callerOf(c), plan.expectedInputTokens)
    const admission = await admitOrReturn(gateway, c, plan, () => claim.settle(0))
    c.set('admitted', true)
    const turn = {
      gateway,
      request,
      plan,
      admission,
      claim,
      client: c.env.outgoing,
      life: c.get('life'),
      startedMs: c.get('startedMs'),
      headers: {
        'x-request-id': admission.id,
        ...rateLimits.headers(callerOf(c)),
        ...(admission.capIsOurs ? { 'x-serika-max-tokens': String(admission.capTokens) } : {}),
      },
    }
    try {
      await (request.stream ? answerStream(turn) : answerPlain(turn))
    } catch (error) {
      settleAbandoned(turn)
      throw error
    }
    return RESPONSE_ALREADY_SENT
  }
}

/** Standing and permission, before the body is read and again after. */
export function mayGenerate(
  { settings }: Pick<Gateway, 'settings'>,
  caller: Parameters<typeof requireBilling>[0],
): void {
  requireBilling(caller, settings.appUrl)
  requirePermission(caller, 'text_generation')
}

/** Holds the money; a caller that lost the right to it while that took its time gives it back. */
async function admitOrReturn(
  gateway: Gateway,
  c: GatewayContext,
  plan: ReturnType<typeof planChat>,
  undo: () => void,
): Promise<Admission> {
  try {
    const caller = callerOf(c)
    const admission = await admitChat(gateway, caller, plan, c.get('requestId'))
    try {
      const now = await identify(gateway, c)
      if (now !== caller) mayGenerate(gateway, now)
      return admission
    } catch (error) {
      gateway.leases.budget.release(admission.id, gateway.clock.monotonic())
      throw error
    }
  } catch (error) {
    undo()
    throw error
  }
}

function parse(body: unknown): ChatRequest {
  try {
    const parsed = chatRequest.safeParse(body)
    if (parsed.success) return parsed.data
    throw toRefusal(parsed.error)
  } catch (error) {
    // Thousands of levels of nesting end a recursive walk.
    if (error instanceof RangeError)
      throw new Refusal('invalid_request', { problem: 'The body is nested too deeply.', param: null })
    throw error
  }
}
