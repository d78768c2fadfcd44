import { Hono } from 'hono'
import { isOffset, type Clock } from '@/sandbox/clock'

const show = (clock: Clock) => ({ now: clock.now().toISOString(), offset_ms: clock.offsetMs })

/**
 * `GET /_clock` tells the sandbox's time. `POST /_clock {"offset_ms": n}` sets its distance from real time and answers once
 * everything that fell due with it is done. The platform calls it; it decides, so it may also go back.
 */
export const clockRoutes = (clock: Clock, tick: () => Promise<void>) =>
  new Hono()
    .get('/_clock', c => c.json(show(clock)))
    .post('/_clock', async c => {
      const body: unknown = await c.req.json().catch(() => undefined)
      const offsetMs =
        typeof body === 'object' && body !== null && 'offset_ms' in body ? body.offset_ms : undefined
      if (!isOffset(offsetMs)) {
        const message = 'Send {"offset_ms": n} with a whole number of milliseconds, a hundred years at most.'
        return c.json({ error: { message } }, 400)
      }
      clock.set(offsetMs)
      await tick()
      return c.json(show(clock))
    })
