import { z } from 'zod'
import { OutputTally } from '@/gateway/chat/output'
import { askProviders, usageOf, type ChatTurn } from '@/gateway/chat/turn'
import { toUsageBody } from '@/gateway/chat/usage'
import { settleFailed, settleTurn, unsettledRefusal } from '@/gateway/turn'
import { fetchAnswer, type Outcome } from '@/gateway/upstream/answer'
import type { UpstreamRequest } from '@/gateway/upstream/client'
import { fromUnreadable, parseJson, toUpstreamRefusal } from '@/gateway/upstream/failure'

const completion = z.looseObject({
  id: z.string().nullish().catch(null),
  choices: z.array(z.looseObject({ message: z.unknown().optional() })).min(1),
  usage: z.unknown().optional(),
})
export type Completion = z.infer<typeof completion>

/** The body of a plain answer, made of the provider's and of what it used and cost. */
export type ToBody = (answer: Completion, usage: Record<string, unknown>, turn: ChatTurn) => object

export const asCompletion: ToBody = (answer, usage) => ({ ...answer, usage })

/** Answers a chat request with one body, once its event is committed. A client that hung up is charged all the same: the answer was made. */
export async function answerPlain(turn: ChatTurn, toBody: ToBody): Promise<void> {
  const { client } = turn
  const answer = await askProviders(turn, request => fetchCompletion(turn, request))
  if (!answer.ok) {
    const refusal = toUpstreamRefusal(answer.failure, turn.endpoint)
    settleFailed(turn, answer.provider, refusal.toApiError().status, refusal.code)
    throw refusal
  }
  const body = answer.value
  const output = new OutputTally()
  for (const choice of body.choices) output.add(choice.message)
  const upstreamId = body.id ?? null
  const usage = await usageOf(turn, { provider: answer.provider, upstreamId, reported: body.usage, output })
  const gone = client.closed
  const settled = await settleTurn(turn, {
    status: gone ? 'canceled' : 'succeeded',
    httpStatus: gone ? 499 : 200,
    errorCode: gone ? 'client_disconnected' : null,
    usage,
    provider: answer.provider,
    upstreamId,
    ttftMs: null,
  })
  const refusal = unsettledRefusal(settled, turn)
  if (refusal) throw refusal
  const costNanos = settled.kind === 'committed' ? settled.costNanos : 0n
  const text = JSON.stringify(toBody(body, toUsageBody(usage, costNanos), turn))
  client.writeHead(200, {
    ...turn.headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  client.end(text)
}

async function fetchCompletion(
  { gateway, life }: ChatTurn,
  request: UpstreamRequest,
): Promise<Outcome<Completion>> {
  const fetched = await fetchAnswer(gateway.upstreams, request, life.signal)
  if (!fetched.ok) return fetched
  const body = parseJson(fetched.value)
  const parsed = completion.safeParse(body)
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, failure: fromUnreadable(body, 'the answer is not a completion') }
}
