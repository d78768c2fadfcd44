import { Hono } from 'hono'
import { z } from 'zod'
import { page } from '@/sandbox/pages/layout'
import { StripeError } from '@/sandbox/stripe/api/errors'
import { billingBody, billingCss } from '@/sandbox/stripe/control/billing-page'
import { invoiceBody } from '@/sandbox/stripe/control/invoice-page'
import { consoleCss } from '@/sandbox/stripe/control/console-page'
import {
  creditInput,
  creditInvoice,
  decideDispute,
  disputeCharge,
  disputeInput,
  newCardInput,
  renewCard,
  retryNow,
  sendRefundBack,
  verdictInput,
  voidNote,
  type ControlParts,
} from '@/sandbox/stripe/control/controls'

/** `/_stripe/billing`, `/_stripe/invoices/:id`: invoices, what was charged and credited, disputes, with what can happen to them as plain forms. */
export function billingConsole(parts: ControlParts): Hono {
  const app = new Hono()
  const { store } = parts.engine.parts
  const css = consoleCss + billingCss
  app.get('/_stripe/billing', c =>
    page(c, {
      title: 'Invoices and disputes',
      current: '/_stripe',
      css,
      body: billingBody(store, c.req.query('wrong')),
    }),
  )
  app.get('/_stripe/invoices/:id', c => {
    const invoice = store.find('invoice', c.req.param('id'))
    if (!invoice) return c.notFound()
    const body = invoiceBody(store, invoice, c.req.query('wrong'))
    return page(c, { title: invoice.number ?? 'Draft', current: '/_stripe', css, body })
  })

  const post = <T>(path: string, schema: z.ZodType<T>, act: (id: string, input: T) => unknown) =>
    app.post(`/_stripe/console${path}`, async c => {
      const { back, ...fields } = await c.req.parseBody()
      return c.redirect(
        placeAfter(
          back,
          attempt(schema, fields, input => act(c.req.param('id') ?? '', input)),
        ),
        303,
      )
    })
  const nothing = z.object({})
  post('/invoices/:id/retry', nothing, id => retryNow(parts, id))
  post('/invoices/:id/credit', creditInput, (id, input) => creditInvoice(parts, id, input))
  post('/credit_notes/:id/void', nothing, id => voidNote(parts, id))
  post('/charges/:id/dispute', disputeInput, (id, input) => disputeCharge(parts, id, input))
  post('/disputes/:id/close', verdictInput, (id, input) => decideDispute(parts, id, input))
  post('/refunds/:id/fail', nothing, id => sendRefundBack(parts, id))
  post('/cards/:id/renew', newCardInput, (id, input) => renewCard(parts, id, input))
  return app
}

/** What was wrong with it, in words; nothing when it was done. */
function attempt<T>(schema: z.ZodType<T>, fields: unknown, act: (input: T) => unknown): string | undefined {
  const input = schema.safeParse(fields)
  if (!input.success) return z.prettifyError(input.error)
  try {
    act(input.data)
    return undefined
  } catch (error) {
    if (error instanceof StripeError) return error.message
    throw error
  }
}

/** Back to the page the form was on, one of the console's own. */
function placeAfter(back: unknown, wrong: string | undefined): string {
  const page = typeof back === 'string' && /^\/_stripe\/[\w/]+$/.test(back) ? back : '/_stripe/billing'
  return wrong ? `${page}?wrong=${encodeURIComponent(wrong)}` : page
}
