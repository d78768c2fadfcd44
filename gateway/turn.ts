import type { ServerResponse } from 'node:http'
import type { Admission, Offer } from '@/gateway/admission'
import { toEvent, type Ending } from '@/gateway/charge'
import type { Gateway } from '@/gateway/gateway'
import type { RequestLife } from '@/gateway/open-requests'
import type { TokenClaim } from '@/gateway/rate-limits'
import { Refusal } from '@/gateway/refusal'
import type { SettleOutcome } from '@/gateway/settlement'
import type { Outcome } from '@/gateway/upstream/answer'
import { mayTryAnother, type UpstreamFailure } from '@/gateway/upstream/failure'
import type { Model } from '@/lib/catalog/catalog'
import type { PriceBook } from '@/lib/catalog/rating'
import type { Provider } from '@/lib/env-variables'
import { never } from '@/lib/result'
import type { Endpoint } from '@/lib/usage/event'

/** What a request will need, known before any money is held or anything is sent. */
export interface Plan {
  readonly model: Model
  /** Who can serve it, in order of preference. */
  readonly providers: readonly [Provider, ...Provider[]]
  /** Of images, as `1024x1024`: it decides their price. */
  readonly size?: string
}

/** One admitted request on its way through the provider and the ledger. */
export interface Turn<P extends Plan = Plan, O extends Offer = Offer> {
  readonly gateway: Gateway
  readonly endpoint: Endpoint
  readonly streamed: boolean
  readonly plan: P
  readonly admission: Admission & { readonly offer: O }
  /** The prices by which it was admitted: they are its event's, whatever becomes of them. */
  readonly book: PriceBook
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
export async function askInTurn<T>(
  { plan, admission, gateway, life }: Turn,
  ask: (provider: Provider, upstreamModelId: string) => Promise<Outcome<T>>,
): Promise<Answer<T>> {
  let answer: Answer<T> | null = null
  for (const provider of plan.providers.slice(0, mostProviders)) {
    const outcome = await life.outside(() => ask(provider, plan.model.upstreamIds[provider] ?? plan.model.id))
    if (outcome.ok) return { ok: true, provider, value: outcome.value }
    answer = { ok: false, provider, failure: outcome.failure }
    gateway.metrics.upstreamFailed(provider, outcome.failure.kind)
    gateway.log.warn(
      { requestId: admission.id, provider, model: plan.model.id, failure: outcome.failure.kind },
      'a provider failed',
    )
    // Without the ledger this gateway may have been fenced, and what it held been given to others.
    if (life.signal.aborted || !gateway.control.isLive() || !mayTryAnother(outcome.failure)) break
  }
  if (!answer) throw new Error(`${plan.model.id} has no provider`)
  return answer
}

/** Admissions whose event is handed over: a request has exactly one. */
const settled = new WeakSet<Admission>()

/** Hands the request's event to the ledger. The caller decides whether to wait for it. */
export function settleTurn(turn: Turn, ending: Ending): Promise<SettleOutcome> {
  const { gateway, admission, claim, startedMs } = turn
  const latencyMs = Math.round(gateway.clock.monotonic() - startedMs)
  const event = toEvent(turn, ending, latencyMs)
  settled.add(admission)
  if (ending.ttftMs !== null) gateway.metrics.firstToken(ending.ttftMs)
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
  turn: Turn,
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
export function settleAbandoned(turn: Turn): void {
  if (!settled.has(turn.admission)) settleFailed(turn, null, 500, 'internal_error')
}

/** What keeps an answer from being shown although it was made; null when it is committed. */
export function unsettledRefusal(outcome: SettleOutcome, turn: Turn): Refusal | null {
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
