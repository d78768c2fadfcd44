import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { testCards } from '@/sandbox/stripe/cards'
import type { Engine } from '@/sandbox/stripe/engine'
import { cardFields, cardFormOf, cardScript, emptyCardForm } from '@/sandbox/stripe/pages/card-form'
import { dateTime } from '@/sandbox/stripe/pages/format'
import { hostedPage, merchantMark, merchantName, notice } from '@/sandbox/stripe/pages/layout'
import { submitCard, type CardForm, type CardFormFault } from '@/sandbox/stripe/resources/checkout-payment'
import type { Objects } from '@/sandbox/stripe/types'

type Session = Objects['checkout.session']

/** `/checkout/:id`: the page a Checkout session's `url` leads to. */
export function checkoutPages(engine: Engine): Hono {
  const app = new Hono()
  const { store } = engine.parts
  app.get('/checkout/:id', c => {
    const session = store.find('checkout.session', c.req.param('id'))
    if (session?.ui_mode !== 'hosted_page') return unknown(c)
    if (session.status === 'complete') return c.redirect(successUrl(session), 303)
    if (isClosed(session, engine)) return closed(c, session)
    const customer = session.customer ? store.find('customer', session.customer) : undefined
    const intent = session.setup_intent ? store.find('setup_intent', session.setup_intent) : undefined
    const failed =
      intent?.last_setup_error?.code === 'setup_intent_authentication_failure' &&
      c.req.query('from') === '3ds'
    const fault: CardFormFault | undefined = failed
      ? { field: 'form', message: intent.last_setup_error?.message ?? 'Authentication failed.' }
      : undefined
    const form = { ...emptyCardForm, name: customer?.name ?? '', country: customer?.address?.country ?? '' }
    return show(c, engine, session, form, fault)
  })
  app.post('/checkout/:id', async c => {
    const form = cardFormOf(await c.req.parseBody())
    const session = store.find('checkout.session', c.req.param('id'))
    if (session?.ui_mode !== 'hosted_page') return unknown(c)
    const submission = engine.act(scope => submitCard(scope, scope.get('checkout.session', session.id), form))
    switch (submission.kind) {
      case 'complete':
        return c.redirect(successUrl(submission.session), 303)
      case 'authenticate':
        return c.redirect(`/3ds/${submission.intent}`, 303)
      case 'closed':
        return closed(c, session)
      case 'refused':
        return show(c, engine, session, form, submission.fault)
    }
  })
  return app
}

/** Where a completed session leads, with the session's id filled in. */
export function successUrl(session: Session): string {
  return (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id)
}

const isClosed = (session: Session, engine: Engine) =>
  session.status !== 'open' || session.expires_at <= engine.nowSeconds()

const unknown = (c: Context) =>
  notice(c, {
    status: 404,
    title: 'There is no such page',
    text: 'The link is incomplete, or its session was never made.',
  })

function closed(c: Context, session: Session) {
  return notice(c, {
    status: 410,
    title: 'This page has expired',
    text: 'No card was saved and nothing was charged. Go back and begin again.',
    ...(session.cancel_url ? { link: { href: session.cancel_url, name: `Back to ${merchantName}` } } : {}),
  })
}

function show(
  c: Context,
  engine: Engine,
  session: Session,
  form: CardForm,
  fault: CardFormFault | undefined,
) {
  const customer = session.customer ? engine.parts.store.find('customer', session.customer) : undefined
  const email = customer?.email ?? session.customer_email
  return hostedPage(c, {
    title: 'Checkout · Sandbox',
    band: html`<b>Sandbox checkout.</b> This page stands in for Stripe. No card is charged, and no real card
      number belongs here.`,
    css: checkoutCss,
    script: cardScript,
    leadsTo: [session.success_url, session.cancel_url],
    status: fault ? (fault.field === 'form' ? 402 : 400) : 200,
    body: html`<div class="halves">
      <section class="what" aria-label="What this is for">
        <div class="inner">
          ${merchant(session)} ${summary(session, customer?.name ?? email ?? undefined)}
        </div>
      </section>
      <section class="cards-part" aria-labelledby="cards-head"><div class="inner">${cardList}</div></section>
      <main class="form">
        <div class="inner">
          <h1>Payment method</h1>
          <form method="post" action="/checkout/${session.id}" novalidate>
            ${fault?.field === 'form' ? html`<p class="note bad" role="alert">${fault.message} No card was saved.</p>` : ''}
            ${
              email
                ? html`<div class="field">
                    <p class="label">Email</p>
                    <p class="readonly">${email}</p>
                  </div>`
                : ''
            }
            ${cardFields(form, fault)}
            <button class="btn primary large save">Save card</button>
            <p class="faint terms">
              ${
                session.custom_text.submit?.message ??
                `By saving, you allow ${merchantName} to charge this card for future payments in accordance with their terms.`
              }
            </p>
          </form>
        </div>
      </main>
    </div>`,
  })
}

function merchant(session: Session) {
  if (!session.cancel_url) return html`<p class="merchant back">${merchantMark}</p>`
  return html`<a
    class="merchant back"
    href="${session.cancel_url}"
    aria-label="Cancel and go back to ${merchantName}"
  >
    <span aria-hidden="true">‹</span> ${merchantMark}</a
  >`
}

const summary = (session: Session, who: string | undefined) => html`
  <p class="quiet">Save a card${who ? html` for ${who}` : ''}</p>
  <p class="sum">$0.00 <span>due today</span></p>
  <dl class="facts">
    <div>
      <dt>Saved for</dt>
      <dd>Later payments to ${merchantName}</dd>
    </div>
    <div>
      <dt>Charged now</dt>
      <dd>Nothing</dd>
    </div>
    <div>
      <dt>Page expires</dt>
      <dd>${dateTime(session.expires_at)}</dd>
    </div>
  </dl>
`

const cardList = html`
  <h2 id="cards-head">Test cards</h2>
  <ul class="cards">
    ${testCards.map(
      card =>
        html`<li>
          <span class="mono">${card.number.replace(/(.{4})(?=.)/g, '$1 ')}</span>
          <span class="says">${card.says}</span>
          <button type="button" class="use" data-card="${card.number}" hidden aria-label="Use ${card.number}">
            Use
          </button>
        </li>`,
    )}
  </ul>
  <p class="faint">Any date to come, any three digits.</p>
`

const checkoutCss = `
.halves{display:grid;grid-template:"what form" auto "cards form" 1fr / 1fr 1fr;min-height:calc(100vh - 41px)}
.what,.cards-part{display:flex;justify-content:flex-end;border-right:1px solid var(--line)}
.what{grid-area:what;padding:56px 64px 28px}.cards-part{grid-area:cards;padding:0 64px 40px}
main.form{grid-area:form;max-width:none;margin:0;padding:56px 64px 40px;background:var(--card)}
.inner{width:400px;max-width:100%}
.merchant.back{width:fit-content;margin-bottom:32px}
.sum{margin:4px 0 20px;font-size:28px;line-height:36px;font-weight:550;letter-spacing:-.022em}
.sum span{font-size:14px;font-weight:400;letter-spacing:0;color:var(--text-2)}
dl.facts{border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
dl.facts>div:first-child{padding-top:7px}dl.facts>div:last-child{padding-bottom:7px}
#cards-head{margin:0 0 8px;font-size:13px;line-height:20px}
.cards{border:1px solid var(--line);border-radius:8px;background:var(--card);margin-bottom:6px}
.cards li{display:flex;align-items:center;gap:10px;padding:7px 12px;font-size:13px}.cards li+li{border-top:1px solid var(--line)}
.cards .mono{white-space:nowrap}.cards .says{margin-left:auto;text-align:right;color:var(--text-2)}
.use{border:0;padding:4px 2px;background:none;color:var(--accent-text);font:550 13px/16px var(--sans);cursor:pointer;border-radius:4px}.use:hover{text-decoration:underline}
main h1{margin:0 0 20px;font-size:16px;line-height:24px}
main form>.field:first-of-type{margin-top:0}
.save{margin-top:24px}.terms{margin-top:12px}
@media (max-width:860px){.halves{grid-template:"what" "form" "cards" / minmax(0,1fr);min-height:0}.inner{width:100%}
.what,.cards-part{justify-content:flex-start;padding:28px 20px;border:0}main.form{padding:28px 20px;border:solid var(--line);border-width:1px 0}}
@media (max-width:420px){.cards li{gap:8px;padding:7px 10px}.cards .says{font-size:12px;line-height:16px}}
`
