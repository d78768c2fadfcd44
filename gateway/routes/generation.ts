import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import { callerOf } from '@/gateway/middleware/authenticate'
import { Refusal } from '@/gateway/refusal'
import { isId } from '@/lib/ids'
import { toUsdString } from '@/lib/money'
import { getGeneration } from '@/lib/usage/generation/queries'

/** GET /generation?id=: one request of the account, as the ledger has it. */
export function generation({ db }: Pick<Gateway, 'db'>) {
  return async (c: GatewayContext): Promise<Response> => {
    const id = c.req.query('id')
    if (id === undefined) throw new Refusal('missing_required_parameter', { param: 'id' })
    const event = isId('request', id) ? await getGeneration(db, callerOf(c).account.id, id) : null
    if (!event) throw new Refusal('generation_not_found', { id: id.slice(0, 100) })
    return c.json({
      data: {
        id: event.id,
        created_at: event.admittedAt.toISOString(),
        model: event.modelId,
        endpoint: event.endpoint,
        status: event.status,
        http_status: event.httpStatus,
        error: event.errorCode,
        streamed: event.streamed,
        prompt_tokens: event.inputTokens,
        completion_tokens: event.outputTokens,
        reasoning_tokens: event.reasoningTokens,
        images: event.images,
        estimated: event.estimated,
        cost: Number(toUsdString(event.costNanos)),
        latency_ms: event.latencyMs,
        first_token_ms: event.ttftMs,
        upstream_id: event.upstreamId,
      },
    })
  }
}
