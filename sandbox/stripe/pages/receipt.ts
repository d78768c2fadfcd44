import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Engine } from '@/sandbox/stripe/engine'
import { cardName, date, money } from '@/sandbox/stripe/pages/format'
import { hostedPage, merchantMark, merchantName, notice } from '@/sandbox/stripe/pages/layout'
import { invoiceOf } from '@/sandbox/stripe/resources/invoice-payments'
import type { Objects } from '@/sandbox/stripe/types'

type Charge = Objects['charge']

/** `/receipt/:charge/:token`: where a charge's `receipt_url` leads. */
export function receiptPages(engine: Engine): Hono {
  const app = new Hono()
  app.get('/receipt/:id/:token', c => {
    const charge = engine.parts.store.find('charge', c.req.param('id'))
    if (!charge?.receipt_url?.endsWith(c.req.path)) {
      return notice(c, {
        status: 404,
        title: 'There is no such receipt',
        text: 'The link is incomplete, or nothing was charged.',
      })
    }
    const invoice = engine.act(scope => {
      const intent = charge.payment_intent && scope.store.find('payment_intent', charge.payment_intent)
      return intent ? invoiceOf(scope, intent) : undefined
    })
    return hostedPage(c, {
      title: `Receipt from ${merchantName} · Sandbox`,
      band: html`<b>Sandbox receipt.</b> This page stands in for Stripe. No money was moved.`,
      css: receiptCss,
      body: html`<main class="narrow">
        <section class="card">
          <div class="body">
            <p class="merchant">${merchantMark}</p>
            <h1>Receipt from ${merchantName}</h1>
            ${facts(charge)} ${summary(engine, charge, invoice)}
            ${
              invoice?.hosted_invoice_url
                ? html`<p class="next">
                    <a class="btn large" href="${invoice.hosted_invoice_url}">View invoice</a>
                  </p>`
                : ''
            }
          </div>
        </section>
        <p class="faint foot">Payment reference <span class="mono">${charge.id}</span></p>
      </main>`,
    })
  })
  return app
}

const facts = (charge: Charge) =>
  html`<dl class="three-facts">
    <div>
      <dt>Amount paid</dt>
      <dd>${money(charge.amount_captured)}</dd>
    </div>
    <div>
      <dt>Date paid</dt>
      <dd>${date(charge.created)}</dd>
    </div>
    <div>
      <dt>Payment method</dt>
      <dd>${cardName(charge.payment_method_details?.card)}</dd>
    </div>
  </dl>`

function summary(engine: Engine, charge: Charge, invoice: Objects['invoice'] | undefined) {
  const refunds = engine.parts.store.all('refund', [{ field: 'charge', value: charge.id }])
  const what = invoice ? `Invoice ${invoice.number ?? ''}` : (charge.description ?? 'Payment')
  return html`<h2>Summary</h2>
    <dl class="facts">
      <div>
        <dt>${what}</dt>
        <dd>${money(charge.amount_captured)}</dd>
      </div>
      ${refunds
        .filter(refund => refund.status !== 'failed')
        .map(
          refund =>
            html`<div>
              <dt>
                ${refund.status === 'pending' ? 'Refund on its way' : 'Refunded'}, ${date(refund.created)}
              </dt>
              <dd>${money(-refund.amount)}</dd>
            </div>`,
        )}
      <div class="total">
        <dt>Amount charged</dt>
        <dd>${money(charge.amount_captured - charge.amount_refunded)}</dd>
      </div>
    </dl>`
}

const receiptCss = `
main.narrow{max-width:560px}
.three-facts{display:grid;grid-template-columns:repeat(3,auto);gap:12px 24px;margin:20px 0 24px;padding:16px;border-radius:8px;background:var(--inset)}
.three-facts dt{font-size:12px;line-height:16px;color:var(--text-2);margin-bottom:2px}
h2{font-size:14px;margin-bottom:8px}
dl.facts{border-top:1px solid var(--line)}dl.facts>div:first-child{padding-top:7px}
dl.facts>.total dt,dl.facts>.total dd{color:var(--text);font-weight:550}
.foot{text-align:center;margin-top:12px;overflow-wrap:anywhere}
@media (max-width:560px){.three-facts{grid-template-columns:minmax(0,1fr)}.narrow{padding-top:24px}}
`
