import type { Context } from 'hono'
import { html } from 'hono/html'
import { cardFields, cardScript } from '@/sandbox/stripe/pages/card-form'
import { cardName } from '@/sandbox/stripe/pages/format'
import { merchantName } from '@/sandbox/stripe/pages/layout'
import { home, portalPage } from '@/sandbox/stripe/pages/portal-frame'
import type { CardForm, CardFormFault } from '@/sandbox/stripe/resources/checkout-payment'
import type { Visit } from '@/sandbox/stripe/resources/portal-sessions'
import type { Objects } from '@/sandbox/stripe/types'

/** The form for another card. */
export function cardPage(c: Context, visit: Visit, form: CardForm, fault?: CardFormFault) {
  const base = new URL(visit.session.url).pathname
  return portalPage(c, visit, {
    title: 'Add payment method',
    script: cardScript,
    ...(fault ? { status: fault.field === 'form' ? 402 : 400 } : {}),
    body: html`<div class="small">
      <h1>Add payment method</h1>
      <form method="post" action="${base}/cards" novalidate>
        ${fault?.field === 'form' ? html`<p class="note bad" role="alert">${fault.message}</p>` : ''}
        ${cardFields(form, fault)}
        <label class="check"
          ><input type="checkbox" name="default" checked /> Use as default payment method</label
        >
        <p class="acts">
          <button class="btn primary">Add</button>
          <a class="btn" href="${home(visit)}">Go back</a>
        </p>
        <p class="faint terms">
          By adding a card, you allow ${merchantName} to charge it for future payments in accordance with
          their terms. Only <a href="/">test cards</a> work here.
        </p>
      </form>
    </div>`,
  })
}

/** Asks before a card is taken away. */
export function removalPage(c: Context, visit: Visit, method: Objects['payment_method']) {
  const base = new URL(visit.session.url).pathname
  const isDefault = visit.customer.invoice_settings.default_payment_method === method.id
  return portalPage(c, visit, {
    title: 'Remove payment method',
    body: html`<div class="small">
      <h1>Remove payment method</h1>
      <p class="quiet lead">${cardName(method.card)} will no longer be charged.</p>
      ${
        isDefault
          ? html`<p class="note bad">
              It is your default: until another card is, invoices cannot be paid by themselves.
            </p>`
          : ''
      }
      <form method="post" action="${base}/cards/${method.id}/remove">
        <p class="acts">
          <button class="btn danger">Remove</button>
          <a class="btn" href="${home(visit)}">Keep it</a>
        </p>
      </form>
    </div>`,
  })
}

/** Says that it is done, where the visit's flow asked for that. */
export const confirmationPage = (c: Context, visit: Visit, message: string | null) =>
  portalPage(c, visit, {
    title: 'Updated',
    body: html`<div class="small">
      <h1>Your information was updated</h1>
      ${message ? html`<p class="quiet lead">${message}</p>` : ''}
      <p class="acts"><a class="btn" href="${visit.session.return_url ?? home(visit)}">Continue</a></p>
    </div>`,
  })
