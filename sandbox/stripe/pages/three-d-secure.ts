import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { Engine } from '@/sandbox/stripe/engine'
import { successUrl } from '@/sandbox/stripe/pages/checkout'
import { cardScript } from '@/sandbox/stripe/pages/card-form'
import { money } from '@/sandbox/stripe/pages/format'
import { hostedPage, merchantName, notice } from '@/sandbox/stripe/pages/layout'
import { finishCheckoutAuthentication } from '@/sandbox/stripe/resources/checkout-payment'
import { finishInvoiceAuthentication } from '@/sandbox/stripe/resources/invoice-collection'
import { invoiceOf } from '@/sandbox/stripe/resources/invoice-payments'
import { finishPaymentAuthentication } from '@/sandbox/stripe/resources/payments'
import { finishSetupAuthentication } from '@/sandbox/stripe/resources/setup-confirmation'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Intent = Objects['setup_intent'] | Objects['payment_intent']

/** `/3ds/:intent`: stands in for the bank that asks its cardholder, for a card being saved or charged. */
export function threeDSecurePages(engine: Engine): Hono {
  const app = new Hono()
  const { store } = engine.parts
  const find = (id: string): Intent | undefined =>
    store.find('setup_intent', id) ?? store.find('payment_intent', id)
  app.get('/3ds/:intent', c => {
    const intent = find(c.req.param('intent'))
    if (intent?.status !== 'requires_action') return nothingToAsk(c)
    return ask(c, engine, intent)
  })
  app.post('/3ds/:intent', async c => {
    const { result } = await c.req.parseBody()
    const intent = find(c.req.param('intent'))
    if (!intent) return nothingToAsk(c)
    const to = engine.act(scope => conclude(scope, intent, result === 'complete'))
    return to ? c.redirect(to, 303) : nothingToAsk(c)
  })
  return app
}

const nothingToAsk = (c: Context) =>
  notice(c, {
    status: 410,
    title: 'There is nothing to authenticate',
    text: 'This was answered before, or it was never asked.',
  })

/** Applies the answer, and says where the cardholder goes next. An answer given twice changes nothing. */
function conclude(scope: Scope, intent: Intent, passed: boolean): string | null {
  const returnUrl = intent.next_action?.redirect_to_url?.return_url ?? null
  if (intent.object === 'payment_intent') return concludePayment(scope, intent, passed) ?? returnUrl
  const session = sessionOf(scope, intent.id)
  if (!session) {
    if (intent.status === 'requires_action') finishSetupAuthentication(scope, intent, passed)
    return returnUrl
  }
  const after = finishCheckoutAuthentication(scope, session, passed)
  return after.status === 'complete' ? successUrl(after) : `/checkout/${session.id}?from=3ds`
}

function concludePayment(scope: Scope, intent: Objects['payment_intent'], passed: boolean): string | null {
  const invoice = invoiceOf(scope, intent)
  if (intent.status !== 'requires_action') return invoice?.hosted_invoice_url ?? null
  if (invoice) finishInvoiceAuthentication(scope, invoice, passed)
  else finishPaymentAuthentication(scope, intent, passed)
  return invoice?.hosted_invoice_url ?? null
}

const sessionOf = (scope: Scope, intent: string) =>
  scope.store.all('checkout.session', [{ field: 'setup_intent', value: intent }])[0]

function ask(c: Context, engine: Engine, intent: Intent) {
  const { store } = engine.parts
  const method = intent.payment_method ? store.find('payment_method', intent.payment_method) : undefined
  const session = engine.act(scope => sessionOf(scope, intent.id))
  const isPayment = intent.object === 'payment_intent'
  return hostedPage(c, {
    title: 'Authenticate · Sandbox',
    band: html`<b>Sandbox bank.</b> This page stands in for the bank that issued the card.`,
    script: cardScript,
    leadsTo: [session?.success_url, intent.next_action?.redirect_to_url?.return_url],
    css: askCss,
    body: html`<main class="narrow">
      <section class="card">
        <div class="body">
          <p class="quiet">Your bank</p>
          <h1>Is it you?</h1>
          <p class="quiet">
            ${merchantName} wants to ${isPayment ? 'charge' : 'save'} the card ending in
            ${method?.card?.last4 ?? '????'}.
          </p>
          <dl class="facts">
            <div>
              <dt>Merchant</dt>
              <dd>${merchantName}</dd>
            </div>
            <div>
              <dt>${isPayment ? 'Amount' : 'Amount now'}</dt>
              <dd>${money(isPayment ? intent.amount : 0)}</dd>
            </div>
          </dl>
          <form method="post" action="/3ds/${intent.id}" class="answers">
            <button class="btn primary large" name="result" value="complete">Complete</button>
            <button class="btn large" name="result" value="fail">Fail</button>
          </form>
        </div>
      </section>
    </main>`,
  })
}

const askCss = `
.narrow h1{margin-top:4px}
dl.facts{margin:20px 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
dl.facts>div:first-child{padding-top:7px}dl.facts>div:last-child{padding-bottom:7px}
.answers{display:grid;gap:8px}
`
