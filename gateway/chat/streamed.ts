import { toSse } from '@/gateway/chat/chunk'
import { relay, type RelayResult } from '@/gateway/chat/relay'
import { askProviders, recordedUsage, usageOf, type Answered, type ChatTurn } from '@/gateway/chat/turn'
import { toUsageBody, type TokenUsage } from '@/gateway/chat/usage'
import { Refusal } from '@/gateway/refusal'
import { settleFailed, settleTurn, unsettledRefusal } from '@/gateway/turn'
import { toUpstreamRefusal } from '@/gateway/upstream/failure'
import { keepsRecords } from '@/gateway/upstream/providers'
import { openStream } from '@/gateway/upstream/stream'
import type { ApiError } from '@/lib/api-errors'
import type { Provider } from '@/lib/env-variables'
import type { Nanos } from '@/lib/money'

/**
 * Answers a chat request as a stream of events. Its end is sent once the event is committed; what was generated is charged,
 * whoever broke off. A client that hangs up before the first event is no reason to stop the provider: the prompt is read and
 * billed by then, and only its first event says under which id.
 */
export async function answerStream(turn: ChatTurn): Promise<void> {
  const { gateway, client, life, plan } = turn
  const answer = await askProviders(turn, request => openStream(gateway.upstreams, request, life.signal))
  if (!answer.ok) {
    const refusal = toUpstreamRefusal(answer.failure, turn.endpoint)
    if (client.closed) settleFailed(turn, answer.provider, 499, 'client_disconnected')
    else settleFailed(turn, answer.provider, refusal.toApiError().status, refusal.code)
    throw refusal
  }
  client.writeHead(200, {
    ...turn.headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-store',
    'x-accel-buffering': 'no',
  })
  const result = await life.outside(() =>
    relay({
      stream: answer.value,
      client,
      signal: life.signal,
      // What is under way when a stream is stopped is billed too. Where no record tells of it, the usage chunk has to.
      drain: plan.model.reasoning || !keepsRecords(answer.provider),
      monotonicMs: () => gateway.clock.monotonic(),
    }),
  )
  await finish(turn, answer.provider, result)
}

async function finish(turn: ChatTurn, provider: Provider, result: RelayResult): Promise<void> {
  const { client, startedMs } = turn
  const ttftMs = result.firstTokenMs === null ? null : Math.round(result.firstTokenMs - startedMs)
  const broken = brokenBy(result)
  const upstreamId = typeof result.head.id === 'string' ? result.head.id : null
  const answered = { provider, upstreamId, reported: result.usage, output: result.output }
  if (broken && result.output.isEmpty) {
    endWithError(turn, broken.toApiError())
    return settleUnanswered(turn, answered, broken)
  }
  const usage = await usageOf(turn, answered)
  const settled = await settleTurn(turn, {
    status: broken || result.clientIsGone ? 'canceled' : 'succeeded',
    httpStatus: result.clientIsGone ? 499 : 200,
    errorCode: result.clientIsGone ? 'client_disconnected' : (broken?.code ?? null),
    usage,
    provider,
    upstreamId,
    ttftMs,
  })
  const refusal = broken ? new Refusal('answer_broken_off', {}) : unsettledRefusal(settled, turn)
  if (refusal) return endWithError(turn, refusal.toApiError())
  if (result.clientIsGone || settled.kind !== 'committed') return
  const usageChunk = turn.request.stream_options?.include_usage
    ? toSse(JSON.stringify(toUsageChunk(turn, result, usage, settled.costNanos)))
    : ''
  client.end(`${result.held.join('')}${usageChunk}${toSse('[DONE]')}`)
}

/** Nothing came of it, so nothing is charged. What the provider bills all the same (a prompt that was read, hidden thoughts) is ours to bear. */
async function settleUnanswered(turn: ChatTurn, answered: Answered, broken: Refusal): Promise<void> {
  const { status } = broken.toApiError()
  const { provider, upstreamId } = answered
  const usage = await recordedUsage(turn, answered)
  if (!usage) return settleFailed(turn, provider, status, broken.code)
  await settleTurn(turn, {
    status: 'failed',
    httpStatus: status,
    errorCode: broken.code,
    usage,
    isFree: true,
    provider,
    upstreamId,
    ttftMs: null,
  })
}

/** An answer that broke off before it was whole; null where it is, or where the client broke it off. */
function brokenBy({ end, clientIsGone }: RelayResult): Refusal | null {
  if (end === 'complete' || clientIsGone) return null
  return end === 'late' ? new Refusal('upstream_timeout', {}) : new Refusal('upstream_error', {})
}

/** The status line is long gone: clients of OpenAI's protocol take an event with an error for what it is. */
function endWithError({ client }: ChatTurn, error: ApiError): void {
  if (!client.closed) client.end(toSse(JSON.stringify(error.body)))
}

function toUsageChunk(turn: ChatTurn, { head }: RelayResult, usage: TokenUsage, costNanos: Nanos): object {
  return {
    id: head.id ?? turn.admission.id,
    object: 'chat.completion.chunk',
    created: head.created ?? Math.floor(turn.admission.admittedAt.getTime() / 1000),
    model: head.model ?? turn.plan.model.id,
    choices: [],
    usage: toUsageBody(usage, costNanos),
  }
}
