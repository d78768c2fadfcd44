import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { StripeError } from '@/sandbox/stripe/api/errors'
import {
  addFault,
  checkoutInput,
  completeCheckout,
  decideDispute,
  disputeCharge,
  disputeInput,
  faultInput,
  newCardInput,
  renewCard,
  resendEvent,
  retryNow,
  searchInput,
  sendRefundBack,
  setWeather,
  verdictInput,
  weatherInput,
  type ControlParts,
} from '@/sandbox/stripe/control/controls'

/**
 * `/_stripe/*` in JSON: what a test or a developer does to the sandbox from outside.
 *
 * - `GET|POST|DELETE /_stripe/faults`, `DELETE /_stripe/faults/:id`: what goes wrong with API calls (see `FaultRule`)
 * - `GET|POST|DELETE /_stripe/webhooks`: delay, duplicate, reorder, drop (see `Weather`); DELETE makes it fair again
 * - `GET /_stripe/deliveries?limit=&event=`, `POST /_stripe/deliveries/:id/resend`, `POST /_stripe/events/:id/resend`
 * - `GET|DELETE /_stripe/requests`: calls counted by operation, and the latest
 * - `GET /_stripe/violations`: where the sandbox itself broke the contract
 * - `POST /_stripe/checkout/:session/complete {number, name?, authentication?}`: fill in a Checkout page without a browser
 * - `GET|POST /_stripe/search {lag_s}`: how long a change takes to be found by search
 * - `POST /_stripe/charges/:id/dispute {reason?, inquiry?}`, `POST /_stripe/disputes/:id/close {verdict}`
 * - `POST /_stripe/refunds/:id/fail`: the card's bank sends the refund back
 * - `POST /_stripe/payment_methods/:id/renew {exp_month, exp_year, number?}`: the card network updates the card
 * - `POST /_stripe/invoices/:id/retry`: the attempt that stands next on the schedule, now
 */
export function controlRoutes(parts: ControlParts): Hono {
  const app = new Hono()
  const { engine, faults, requests, search } = parts
  const { deliveries, violations } = engine.parts
  app.get('/_stripe/faults', c => c.json({ faults: faults.list() }))
  app.post('/_stripe/faults', c => withInput(c, faultInput, input => addFault(parts, input)))
  app.delete('/_stripe/faults', c => {
    faults.clear()
    return c.json({ faults: [] })
  })
  app.delete('/_stripe/faults/:id', c =>
    faults.remove(c.req.param('id')) ? c.json({ removed: true }) : notFound(c),
  )
  app.get('/_stripe/webhooks', c => c.json(deliveries.weather))
  app.post('/_stripe/webhooks', c => withInput(c, weatherInput, change => setWeather(parts, change)))
  app.delete('/_stripe/webhooks', c => c.json(setWeather(parts, 'fair')))
  app.get('/_stripe/deliveries', c => {
    const data = deliveries.latest(limitOf(c), c.req.query('event'))
    return c.json({ counts: deliveries.countByState(), data })
  })
  app.post('/_stripe/deliveries/:id/resend', async c => {
    const id = Number(c.req.param('id'))
    if (!deliveries.resend(id)) return notFound(c)
    await deliveries.deliverDue()
    return c.json(deliveries.find(id))
  })
  app.post('/_stripe/events/:id/resend', async c => {
    const id = c.req.param('id')
    return (await resendEvent(parts, id)) ? c.json({ data: deliveries.latest(20, id) }) : notFound(c)
  })
  app.get('/_stripe/requests', c =>
    c.json({
      total: requests.total,
      counts: Object.fromEntries(requests.counts),
      latest: requests.latest(limitOf(c)),
    }),
  )
  app.delete('/_stripe/requests', c => {
    requests.clear()
    return c.json({ total: 0 })
  })
  app.get('/_stripe/violations', c => c.json({ count: violations.count, latest: violations.latest }))
  app.get('/_stripe/search', c => c.json({ lag_s: search.lagSeconds }))
  app.post('/_stripe/search', c =>
    withInput(c, searchInput, ({ lag_s: lag }) => {
      search.lagSeconds = lag
      return { lag_s: lag }
    }),
  )
  app.post('/_stripe/checkout/:id/complete', c =>
    withInput(c, checkoutInput, input => completeCheckout(parts, c.req.param('id'), input)),
  )
  app.post('/_stripe/charges/:id/dispute', c =>
    withInput(c, disputeInput, input => disputeCharge(parts, c.req.param('id'), input)),
  )
  app.post('/_stripe/disputes/:id/close', c =>
    withInput(c, verdictInput, input => decideDispute(parts, c.req.param('id'), input)),
  )
  app.post('/_stripe/refunds/:id/fail', c =>
    withInput(c, nothing, () => sendRefundBack(parts, c.req.param('id'))),
  )
  app.post('/_stripe/payment_methods/:id/renew', c =>
    withInput(c, newCardInput, input => renewCard(parts, c.req.param('id'), input)),
  )
  app.post('/_stripe/invoices/:id/retry', c =>
    withInput(c, nothing, () => retryNow(parts, c.req.param('id'))),
  )
  return app
}

const nothing = z.strictObject({})

const notFound = (c: Context) => c.json({ error: { message: 'There is nothing with this id.' } }, 404)

const limitOf = (c: Context) => z.coerce.number().int().min(1).max(1000).catch(50).parse(c.req.query('limit'))

async function withInput<T>(c: Context, schema: z.ZodType<T>, act: (input: T) => object): Promise<Response> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) return c.json({ error: { message: z.prettifyError(parsed.error) } }, 400)
  try {
    return c.json(act(parsed.data))
  } catch (error) {
    if (error instanceof StripeError)
      return new Response(JSON.stringify({ error: error.body }), { status: error.status })
    throw error
  }
}
