import type { HttpBindings } from '@hono/node-server'
import { routePath } from 'hono/route'
import type { Gateway } from '@/gateway/gateway'
import { basePath, type GatewayContext, type GatewayMiddleware } from '@/gateway/http'
import type { RequestLife } from '@/gateway/open-requests'
import { flushWithinMs } from '@/gateway/settings'
import { newId } from '@/lib/ids'

/** Every request gets an id of ours, whatever the client sent, and a life that the process can wait for or cut. */
export function begin({
  clock,
  openRequests,
  metrics,
  rateLimits,
}: Pick<Gateway, 'clock' | 'openRequests' | 'metrics' | 'rateLimits'>): GatewayMiddleware {
  return async (c, next) => {
    const requestId = newId('request', clock.now())
    c.set('requestId', requestId)
    const startedMs = clock.monotonic()
    c.set('startedMs', startedMs)
    c.set('admitted', false)
    let life: RequestLife | null = null
    try {
      life = openRequests.begin()
      c.set('life', life)
      await next()
    } finally {
      life?.over()
      const { outgoing } = c.env
      if (!outgoing.headersSent && !outgoing.destroyed) sayWho(c, rateLimits)
      const durationMs = clock.monotonic() - startedMs
      metrics.requestOver(endpointOf(c), statusOf(c), durationMs, life?.outsideMs ?? null)
      cutIfNotRead(outgoing)
    }
  }
}

/** Headers of every answer; those of generations are written with their bodies. */
function sayWho(c: GatewayContext, rateLimits: Gateway['rateLimits']): void {
  c.header('x-request-id', c.get('requestId'))
  if (!c.get('rated')) return
  const [caller, adminCaller] = [c.get('caller'), c.get('adminCaller')]
  const rates = caller ? rateLimits.headers(caller) : adminCaller ? rateLimits.adminHeaders(adminCaller) : {}
  for (const [name, value] of Object.entries(rates)) c.header(name, value)
}

/** The route's pattern: one of few, whatever the client wrote. */
export function endpointOf(c: GatewayContext): string {
  const path = routePath(c, -1)
  return path.endsWith('*') ? 'unknown' : path.slice(basePath.length).replace(/\{.*\}$/, '')
}

function statusOf(c: GatewayContext): number {
  const { outgoing } = c.env
  return outgoing.headersSent ? outgoing.statusCode : c.res.status
}

/** Whoever does not read the rest of an answer does not keep it in our memory. */
function cutIfNotRead(outgoing: HttpBindings['outgoing']): void {
  if (outgoing.writableFinished || outgoing.closed) return
  const timer = setTimeout(() => outgoing.destroy(), flushWithinMs)
  timer.unref()
  outgoing.once('close', () => clearTimeout(timer))
}
