import type { ServerResponse } from 'node:http'
import { toChatEvent, type ChatOutcome } from '@/gateway/charge'
import type { Admission } from '@/gateway/admission'
import { inputText } from '@/gateway/chat/input-text'
import type { OutputTally } from '@/gateway/chat/output'
import type { ChatPlan } from '@/gateway/chat/plan'
import type { ChatRequest } from '@/gateway/chat/request'
import { readUsage, type TokenUsage } from '@/gateway/chat/usage'
import type { Gateway } from '@/gateway/gateway'
import type { RequestLife } from '@/gateway/open-requests'
import type { TokenClaim } from '@/gateway/rate-limits'
import { Refusal } from '@/gateway/refusal'
import type { SettleOutcome } from '@/gateway/settlement'
import type { Outcome } from '@/gateway/upstream/answer'
import type { UpstreamRequest } from '@/gateway/upstream/client'
import { mayTryAnother, type UpstreamFailure } from '@/gateway/upstream/failure'
import { toUpstreamBody } from '@/gateway/upstream/providers'
import type { Provider } from '@/lib/env-variables'
import { never } from '@/lib/result'

/** One admitted chat request on its way through the provider and the ledger. */
export interface ChatTurn {
  readonly gateway: Gateway
  readonly request: ChatRequest
  readonly plan: ChatPlan
  readonly admission: Admission
  readonly client: ServerResponse
  readonly life: RequestLife
  readonly claim: TokenClaim
  /** Headers of every answer to this request. */
  readonly headers: Readonly<Record<string, string>>
  /** When the request arrived, by the monotonic clock. */
  readonly startedMs: number
}

/** Most providers that are asked for one answer. */
const mostProviders = 2

export type Answer<T> =
  | { readonly ok: true; readonly provider: Provider; readonly value: T }
  | { readonly ok: false; readonly provider: Provider; readonly failure: UpstreamFailure }

/** Asks the model's providers in turn, until one begins to answer or the request itself is at fault. */
export async function askProviders<T>(
  turn: ChatTurn,
  ask: (request: UpstreamRequest) => Promise<Outcome<T>>,
): Promise<Answer<T>> {
  const { plan, request, admission, gateway, life } = turn
  let answer: Answer<T> | null = null
  for (const provider of plan.providers.slice(0, mostProviders)) {
    const outcome = await ask({
      provider,
      path: '/chat/completions',
      body: toUpstreamBody(request, provider, {
        model: plan.model.upstreamIds[provider] ?? plan.model.id,
        capTokens: admission.capTokens,
      }),
      streamed: request.stream === true,
      requestId: admission.id,
    })
    if (outcome.ok) return { ok: true, provider, value: outcome.value }
    answer = { ok: false, provider, failure: outcome.failure }
    gateway.log.warn(
      { requestId: admission.id, provider, model: plan.model.id, failure: outcome.failure.kind },
      'a provider failed',
    )
    if (life.signal.aborted || !mayTryAnother(outcome.failure)) break
  }
  if (!answer) throw new Error(`${plan.model.id} has no provider`)
  return answer
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
    outputTokens: Math.min(plan.n * admission.capTokens, generated),
    reasoningTokens: 0,
    estimated: true,
    details: {},
  }
}

/** Admissions whose event is handed over: a request has exactly one. */
const settled = new WeakSet<Admission>()

type Facts = Omit<ChatOutcome, 'streamed' | 'latencyMs'>

/** Hands the request's event to the ledger. The caller decides whether to wait for it. */
export function settleTurn(turn: ChatTurn, facts: Facts): Promise<SettleOutcome> {
  const { gateway, plan, admission, claim, startedMs } = turn
  const event = toChatEvent(gateway.catalog.book, plan.model, admission, {
    ...facts,
    streamed: turn.request.stream === true,
    latencyMs: Math.round(gateway.clock.monotonic() - startedMs),
  })
  settled.add(admission)
  claim.settle(event.inputTokens + event.outputTokens)
  if (event.absorbedNanos > 0n)
    gateway.log.error(
      {
        requestId: event.id,
        model: event.modelId,
        provider: event.provider,
        absorbedNanos: String(event.absorbedNanos),
      },
      'a provider reported more than the reservation; the excess is ours',
    )
  gateway.log.debug(
    { requestId: event.id, model: event.modelId, status: event.status, latencyMs: event.latencyMs },
    'a request is over',
  )
  return gateway.settlement.submit(event)
}

/** A request that failed before it was answered has its event, at no cost. Nobody waits for it. */
export function settleFailed(
  turn: ChatTurn,
  provider: Provider | null,
  httpStatus: number,
  errorCode: string,
): void {
  void settleTurn(turn, {
    status: 'failed',
    httpStatus,
    errorCode,
    usage: null,
    provider,
    upstreamId: null,
    ttftMs: null,
  })
}

/** A fault of ours ended the request: whatever it was, nothing stays reserved for it, and nothing is charged. */
export function settleAbandoned(turn: ChatTurn): void {
  if (!settled.has(turn.admission)) settleFailed(turn, null, 500, 'internal_error')
}

/** What keeps an answer from being shown although it was made; null when it is committed. */
export function unsettledRefusal(outcome: SettleOutcome, turn: ChatTurn): Refusal | null {
  switch (outcome.kind) {
    case 'committed':
      return null
    case 'unknown':
      return new Refusal('outcome_unknown', { requestId: turn.admission.id })
    case 'refused':
      return new Refusal('internal_error', {})
    default:
      return never(outcome)
  }
}

/** An image's tokens cannot be counted here; the model's bound is the only number known. */
function imageTokens({ request, plan }: ChatTurn): number {
  let images = 0
  for (const { content } of request.messages)
    if (Array.isArray(content)) for (const part of content) if (part.type === 'image_url') images += 1
  return images * (plan.model.maxTokensPerInputImage ?? 0)
}
