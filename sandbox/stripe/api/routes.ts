import { Hono, type Context } from 'hono'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Api, ApiAnswer } from '@/sandbox/stripe/api/api'
import type { RequestLog } from '@/sandbox/stripe/api/request-log'
import { randomText } from '@/sandbox/stripe/ids'
import { apiVersion } from '@/sandbox/stripe/version'

interface NodeBindings {
  incoming?: { socket: { destroy(): void } }
}

/** `/v1/*`: HTTP around the API. */
export function apiRoutes(api: Api, log: RequestLog): Hono {
  const app = new Hono()
  app.all('/v1/*', async c => {
    const started = performance.now()
    const requestId = `req_${randomText(14)}`
    const url = new URL(c.req.url)
    const form = c.req.method === 'POST' ? await c.req.text() : url.search.slice(1)
    const request = { method: c.req.method, path: url.pathname, form, headers: c.req.raw.headers, requestId }
    const answer = await api.answer(request)
    const key = c.req.header('idempotency-key') ?? null
    log.add({
      request_id: requestId,
      method: request.method,
      path: request.path,
      operation: answer.operation || null,
      status: answer.status,
      idempotency_key: key,
      replayed: answer.replayOf !== undefined,
      duration_ms: Math.round(performance.now() - started),
    })
    if (answer.dropAfterMs !== undefined) return drop(c, answer.dropAfterMs)
    return toResponse(answer, requestId, key)
  })
  return app
}

function toResponse(answer: ApiAnswer, requestId: string, key: string | null): Response {
  const headers = new Headers({
    'content-type': 'application/json',
    'request-id': requestId,
    'stripe-version': apiVersion,
  })
  if (key) headers.set('idempotency-key', key)
  if (answer.replayOf) {
    headers.set('idempotent-replayed', 'true')
    headers.set('original-request', answer.replayOf)
  }
  if (answer.status === 429) headers.set('stripe-rate-limited-reason', 'global-rate')
  if (answer.status === 409) headers.set('stripe-should-retry', 'true')
  return new Response(JSON.stringify(answer.body, null, 2), { status: answer.status, headers })
}

/** Breaks the connection without an answer. Needs the Node server: behind a bare `fetch` there is no socket to break. */
async function drop(c: Context, afterMs: number): Promise<Response> {
  if (afterMs > 0) await sleep(afterMs, undefined, { signal: c.req.raw.signal }).catch(() => undefined)
  const { incoming } = (c.env ?? {}) as NodeBindings
  if (!incoming) throw new Error('a connection can only be dropped under @hono/node-server')
  incoming.socket.destroy()
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
}
