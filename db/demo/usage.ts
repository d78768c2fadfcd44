import { createHash } from 'node:crypto'
import { v7 } from 'uuid'
import type { Catalog } from '@/lib/catalog/queries'
import { costOf, priceFor } from '@/lib/catalog/rating'
import { isId, type AccountId, type KeyId, type RequestId } from '@/lib/ids'
import type { UsageEvent } from '@/lib/usage/event'
import type { DemoRequest } from './traffic'

/** What the gateway would have stored of a demo request, rated from the catalogue as of its admission. */
export function toEvent(
  catalog: Catalog,
  accountId: AccountId,
  keyIds: ReadonlyMap<string, KeyId>,
  request: DemoRequest,
): UsageEvent {
  const { use, admittedAt, status, inputTokens, outputTokens, images } = request
  const model = catalog.models.get(use.model)
  const keyId = keyIds.get(request.keyName)
  const price =
    model &&
    priceFor(catalog.book, model, admittedAt, model.kind === 'text' ? { inputTokens } : { size: undefined })
  if (!model || !price || !keyId)
    throw new Error(`the demo uses ${use.model} with ${request.keyName}: not for sale`)
  const cost = costOf(price, model.kind === 'text' ? { inputTokens, outputTokens } : { images })
  return {
    accountId,
    admittedAt,
    id: requestId(accountId, request),
    keyId,
    endpoint: use.endpoint,
    modelId: model.id,
    priceId: price.id,
    status,
    httpStatus: status === 'failed' ? 502 : status === 'canceled' ? 499 : 200,
    errorCode: status === 'failed' ? 'upstream_error' : null,
    inputTokens,
    outputTokens,
    reasoningTokens: model.reasoning ? Math.floor(outputTokens * 0.4) : 0,
    images,
    ...cost,
    reservedNanos: cost.costNanos * 2n,
    absorbedNanos: 0n,
    estimated: status === 'canceled',
    streamed: request.streamed,
    provider: model.providers[0] ?? null,
    upstreamId: null,
    latencyMs: request.latencyMs,
    ttftMs: request.ttftMs,
  }
}

/** The same request has the same id in every run, so a run that is repeated stores nothing twice. */
function requestId(accountId: AccountId, request: DemoRequest): RequestId {
  const { admittedAt, keyName, use, inputTokens, outputTokens, latencyMs } = request
  const what = [
    accountId,
    admittedAt.getTime(),
    keyName,
    use.model,
    inputTokens,
    outputTokens,
    latencyMs,
  ].join('|')
  const random = createHash('sha256').update(what).digest().subarray(0, 16)
  const id = `req_${v7({ msecs: admittedAt.getTime(), random, seq: random.readUInt32BE(0) }).replaceAll('-', '')}`
  if (!isId('request', id)) throw new Error(`${id} is not a request's id`)
  return id
}
