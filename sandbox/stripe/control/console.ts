import { Hono } from 'hono'
import { z } from 'zod'
import { page } from '@/sandbox/pages/layout'
import { consoleBody, consoleCss, eventBody } from '@/sandbox/stripe/control/console-page'
import {
  addFault,
  faultInput,
  resendEvent,
  searchInput,
  setWeather,
  weatherInput,
  type ControlParts,
} from '@/sandbox/stripe/control/controls'

/** `/_stripe`: events, deliveries, calls and faults on one page, with the controls as plain forms. */
export function consolePages(parts: ControlParts): Hono {
  const app = new Hono()
  const { store } = parts.engine.parts
  app.get('/_stripe', c =>
    page(c, {
      title: 'Stripe',
      current: '/_stripe',
      css: consoleCss,
      body: consoleBody(parts, c.req.query('wrong')),
    }),
  )
  app.get('/_stripe/events/:id', c => {
    const event = store.find('event', c.req.param('id'))
    if (!event) return c.notFound()
    return page(c, { title: event.type, current: '/_stripe', css: consoleCss, body: eventBody(parts, event) })
  })
  app.post('/_stripe/console/webhooks', async c => {
    const { drop, fair, ...numbers } = await c.req.parseBody()
    const input = weatherInput.safeParse({ ...numbers, drop: drop === 'on' })
    if (fair) setWeather(parts, 'fair')
    else if (input.success) setWeather(parts, input.data)
    return c.redirect(back(input.error), 303)
  })
  app.post('/_stripe/console/search', async c => {
    const input = searchInput.safeParse(await c.req.parseBody())
    if (input.success) parts.search.lagSeconds = input.data.lag_s
    return c.redirect(back(input.error), 303)
  })
  app.post('/_stripe/console/faults', async c => {
    const given = Object.entries(await c.req.parseBody()).filter(([, value]) => value !== '')
    const input = faultInput.safeParse(Object.fromEntries(given))
    if (input.success) addFault(parts, input.data)
    return c.redirect(back(input.error), 303)
  })
  app.post('/_stripe/console/faults/:id/remove', c => {
    parts.faults.remove(c.req.param('id'))
    return c.redirect('/_stripe', 303)
  })
  app.post('/_stripe/console/events/:id/resend', async c => {
    await resendEvent(parts, c.req.param('id'))
    return c.redirect(`/_stripe/events/${encodeURIComponent(c.req.param('id'))}`, 303)
  })
  return app
}

const back = (error: z.ZodError | undefined) =>
  error ? `/_stripe?wrong=${encodeURIComponent(z.prettifyError(error))}` : '/_stripe'
