import type { HttpBindings } from '@hono/node-server'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayMiddleware } from '@/gateway/http'
import { flushWithinMs } from '@/gateway/settings'
import { newId } from '@/lib/ids'

/** Every request gets an id of ours, whatever the client sent, and a life that the process can wait for or cut. */
export function begin({ clock, openRequests }: Pick<Gateway, 'clock' | 'openRequests'>): GatewayMiddleware {
  return async (c, next) => {
    const requestId = newId('request', clock.now())
    c.set('requestId', requestId)
    c.set('startedMs', clock.monotonic())
    c.set('admitted', false)
    c.header('x-request-id', requestId)
    const life = openRequests.begin()
    c.set('life', life)
    try {
      await next()
    } finally {
      life.over()
      cutIfNotRead(c.env.outgoing)
    }
  }
}

/** Whoever does not read the rest of an answer does not keep it in our memory. */
function cutIfNotRead(outgoing: HttpBindings['outgoing']): void {
  if (!outgoing.headersSent || outgoing.writableFinished || outgoing.closed) return
  const timer = setTimeout(() => outgoing.destroy(), flushWithinMs)
  timer.unref()
  outgoing.once('close', () => clearTimeout(timer))
}
