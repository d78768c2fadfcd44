import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { Engine } from '@/sandbox/stripe/engine'
import { cardFields, cardFormOf, cardScript, emptyCardForm } from '@/sandbox/stripe/pages/card-form'
import { creditNotePdf } from '@/sandbox/stripe/pages/credit-note-pdf'
import { cardName } from '@/sandbox/stripe/pages/format'
import { invoiceCss } from '@/sandbox/stripe/pages/invoice-css'
import { invoicePdf } from '@/sandbox/stripe/pages/invoice-pdf'
import { documentsOf, head, table, totals } from '@/sandbox/stripe/pages/invoice-parts'
import { hostedPage, merchantMark, notice } from '@/sandbox/stripe/pages/layout'
import { readCard, type CardForm, type CardFormFault } from '@/sandbox/stripe/resources/checkout-payment'
import { attemptPayment, methodFor } from '@/sandbox/stripe/resources/invoice-collection'
import { defaultPayment, intentOf } from '@/sandbox/stripe/resources/invoice-payments'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

/** `/invoice/:id/:token`: the page and the PDF that a final invoice's URLs lead to; `/credit-note/…`: the PDFs of credit notes. */
export function invoicePages(engine: Engine): Hono {
  const app = new Hono()
  app.get('/invoice/:id/:token', c => {
    const invoice = named(engine, c)
    return invoice ? show(c, engine, invoice, emptyCardForm) : unknown(c)
  })
  app.get('/invoice/:id/:token/pdf', async c => {
    const invoice = named(engine, c)
    if (!invoice) return unknown(c)
    const lines = engine.parts.store.all('line_item', [{ field: 'invoice', value: invoice.id }])
    const file = await invoicePdf(invoice, lines)
    return pdf(c, file, `Invoice-${invoice.number ?? invoice.id}`)
  })
  app.get('/credit-note/:id/:token/pdf', async c => {
    const { store } = engine.parts
    const note = store.find('credit_note', c.req.param('id'))
    const invoice = note && store.find('invoice', note.invoice)
    if (!invoice || !note.pdf.endsWith(c.req.path)) return unknown(c)
    const lines = store.all('credit_note_line_item', [{ field: 'credit_note', value: note.id }])
    return pdf(c, await creditNotePdf(note, invoice, lines), `Credit-note-${note.number}`)
  })
  app.post('/invoice/:id/:token/pay', async c => {
    const invoice = named(engine, c)
    if (!invoice) return unknown(c)
    const posted = await c.req.parseBody()
    const form = posted.card === 'saved' ? undefined : cardFormOf(posted)
    const result = engine.act(scope => pay(scope, scope.get('invoice', invoice.id), form))
    if ('to' in result) return c.redirect(result.to, 303)
    return show(c, engine, named(engine, c) ?? invoice, form ?? emptyCardForm, result)
  })
  return app
}

const pdf = (c: Context, file: Uint8Array, name: string) =>
  c.body(Buffer.from(file), 200, {
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="${name}.pdf"`,
    'cache-control': 'no-store',
  })

const unknown = (c: Context) =>
  notice(c, {
    status: 404,
    title: 'There is no such invoice',
    text: 'The link is incomplete, or the invoice was never finalized.',
  })

/** The invoice whose own URL this is: the token in it is what makes it a secret. */
function named(engine: Engine, c: Context): Invoice | undefined {
  const { id = '', token = '' } = c.req.param()
  const invoice = engine.parts.store.find('invoice', id)
  return invoice?.hosted_invoice_url?.endsWith(`/invoice/${id}/${token}`) ? invoice : undefined
}

/** The payer is present: a card may ask them to authenticate. */
function pay(scope: Scope, invoice: Invoice, form: CardForm | undefined): { to: string } | CardFormFault {
  const page = invoice.hosted_invoice_url ?? '/'
  if (invoice.status !== 'open') return { to: page }
  const method = form ? readCard(scope, form) : methodFor(scope, invoice)
  if (method === null) return { field: 'form', message: 'There is no saved card. Enter one to pay.' }
  if (typeof method === 'object' && 'field' in method) return method
  const id = typeof method === 'string' ? method : method.id
  const { decline, intent } = attemptPayment(scope, invoice, id, { offSession: false, automatic: false })
  if (decline) return { field: 'form', message: `${decline.message} You were not charged.` }
  return { to: intent.status === 'requires_action' ? `/3ds/${intent.id}` : page }
}

function show(c: Context, engine: Engine, invoice: Invoice, form: CardForm, fault?: CardFormFault) {
  const { store } = engine.parts
  const lines = store.all('line_item', [{ field: 'invoice', value: invoice.id }])
  return hostedPage(c, {
    title: `Invoice ${invoice.number ?? ''} · Sandbox`,
    band: html`<b>Sandbox invoice.</b> This page stands in for Stripe. No card is charged, and no real card
      number belongs here.`,
    css: invoiceCss,
    script: cardScript,
    status: fault ? 402 : 200,
    body: html`<main>
      <div class="title">
        <div>
          <p class="merchant">${merchantMark}</p>
          <h1>Invoice ${invoice.number ?? ''}</h1>
        </div>
        <a class="btn" href="${invoice.invoice_pdf ?? ''}">Download PDF</a>
      </div>
      <div class="columns">
        <div>
          ${head(invoice)}
          <section class="card">${table(lines)}</section>
          ${documentsOf(store, invoice)}
        </div>
        <aside>
          ${totals(invoice)} ${invoice.status === 'open' ? payment(engine, invoice, form, fault) : ''}
        </aside>
      </div>
    </main>`,
  })
}

function payment(engine: Engine, invoice: Invoice, form: CardForm, fault: CardFormFault | undefined) {
  const { card, asks } = engine.act(scope => {
    const id = methodFor(scope, invoice)
    const due = defaultPayment(scope, invoice)
    const intent = due && intentOf(scope, due)
    return {
      card: id ? scope.get('payment_method', id).card : undefined,
      asks: intent?.status === 'requires_action' ? intent.id : null,
    }
  })
  const action = `${invoice.hosted_invoice_url ?? ''}/pay`
  const typed = fault !== undefined && (fault.field !== 'form' || form.number !== '')
  return html`<section class="card pay">
    <div class="body">
      ${fault?.field === 'form' ? html`<p class="note bad" role="alert">${fault.message}</p>` : ''}
      ${
        asks
          ? html`<p class="quiet">Your bank wants to know that it is you.</p>
              <a class="btn primary large" href="/3ds/${asks}">Authenticate payment</a>`
          : ''
      }
      ${
        card
          ? html`<form method="post" action="${action}">
              <button class="btn ${asks ? '' : 'primary'} large" name="card" value="saved">
                Pay invoice
              </button>
              <p class="faint">With ${cardName(card)}.</p>
            </form>`
          : ''
      }
      <details ${typed || !card ? 'open' : ''}>
        <summary>${card ? 'Pay with another card' : 'Pay with a card'}</summary>
        <form method="post" action="${action}" novalidate>
          ${cardFields(form, fault)}
          <button class="btn ${card ? '' : 'primary'} large" name="card" value="typed">
            ${card ? 'Pay with this card' : 'Pay invoice'}
          </button>
        </form>
      </details>
    </div>
  </section>`
}
