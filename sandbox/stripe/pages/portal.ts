import { Hono, type Context } from 'hono'
import type { Engine } from '@/sandbox/stripe/engine'
import { cardFormOf, emptyCardForm } from '@/sandbox/stripe/pages/card-form'
import { merchantName, notice } from '@/sandbox/stripe/pages/layout'
import { cardPage, confirmationPage, removalPage } from '@/sandbox/stripe/pages/portal-cards'
import { detailsPage, detailsPosted } from '@/sandbox/stripe/pages/portal-details'
import { home } from '@/sandbox/stripe/pages/portal-frame'
import { homePage } from '@/sandbox/stripe/pages/portal-home'
import {
  changeDetails,
  finishSaving,
  makeDefault,
  removeCard,
  saveCard,
} from '@/sandbox/stripe/resources/portal-acts'
import { visitPortal, type Visit } from '@/sandbox/stripe/resources/portal-sessions'
import type { Scope } from '@/sandbox/stripe/scope'

type Feature = 'customer_update' | 'payment_method_update'

/** `/portal/:secret`: the customer portal that a portal session's `url` leads to. */
export function portalPages(engine: Engine): Hono {
  const app = new Hono()
  const at = (c: Context) => engine.act(scope => visitPortal(scope, c.req.param('secret') ?? ''))

  /** Answers for a visitor who may be here; a page for a feature that is switched off is not there. */
  async function visiting(
    c: Context,
    feature: Feature | undefined,
    answer: (visit: Visit) => Response | Promise<Response>,
  ): Promise<Response> {
    const visit = at(c)
    if (!visit) return unknown(c)
    if ('expired' in visit) return expired(c, visit.expired.return_url)
    return feature && !visit.features[feature].enabled ? unknown(c) : answer(visit)
  }
  const act = <T>(work: (scope: Scope) => T) => engine.act(work)

  app.get('/portal/:secret', c =>
    visiting(c, undefined, visit => {
      if (visit.session.flow?.type === 'payment_method_update') return c.redirect(`${c.req.path}/cards`, 303)
      if (visit.session.flow?.type === 'customer_update') return c.redirect(`${c.req.path}/details`, 303)
      return act(scope => homePage(c, scope, visit))
    }),
  )
  app.get('/portal/:secret/home', c =>
    visiting(c, undefined, visit => act(scope => homePage(c, scope, visit))),
  )
  app.get('/portal/:secret/cards', c =>
    visiting(c, 'payment_method_update', visit =>
      cardPage(c, visit, { ...emptyCardForm, name: visit.customer.name ?? '' }),
    ),
  )
  app.post('/portal/:secret/cards', c =>
    visiting(c, 'payment_method_update', async visit => {
      const posted = await c.req.parseBody()
      const form = cardFormOf(posted)
      const how = { asDefault: posted.default === 'on', backTo: `${visit.session.url}/cards` }
      const saved = act(scope => saveCard(scope, visit.customer, form, how))
      if (saved.kind === 'refused') return cardPage(c, visit, form, saved.fault)
      return saved.kind === 'saved' ? onwards(c, visit) : c.redirect(`/3ds/${saved.intent}`, 303)
    }),
  )
  app.get('/portal/:secret/cards/:intent', c =>
    visiting(c, 'payment_method_update', visit => {
      if (act(scope => finishSaving(scope, visit.customer, c.req.param('intent') ?? '')))
        return onwards(c, visit)
      const message = 'Your bank did not confirm that it is you. The card was not saved.'
      return cardPage(c, visit, emptyCardForm, { field: 'form', message })
    }),
  )
  app.post('/portal/:secret/cards/:card/default', c =>
    visiting(c, 'payment_method_update', visit => {
      const done = act(scope => makeDefault(scope, visit.customer, c.req.param('card') ?? ''))
      return done ? c.redirect(home(visit), 303) : unknown(c)
    }),
  )
  app.get('/portal/:secret/cards/:card/remove', c =>
    visiting(c, 'payment_method_update', visit => {
      const card = engine.parts.store.find('payment_method', c.req.param('card') ?? '')
      return card?.customer === visit.customer.id ? removalPage(c, visit, card) : unknown(c)
    }),
  )
  app.post('/portal/:secret/cards/:card/remove', c =>
    visiting(c, 'payment_method_update', visit => {
      const done = act(scope => removeCard(scope, visit.customer, c.req.param('card') ?? ''))
      return done ? c.redirect(home(visit), 303) : unknown(c)
    }),
  )
  app.get('/portal/:secret/details', c =>
    visiting(c, 'customer_update', visit => act(scope => detailsPage(c, scope, visit))),
  )
  app.post('/portal/:secret/details', c =>
    visiting(c, 'customer_update', async visit => {
      const details = detailsPosted(await c.req.parseBody({ all: true }), visit)
      const wrong = act(scope => changeDetails(scope, visit.customer, details))
      return wrong ? act(scope => detailsPage(c, scope, visit, { details, wrong })) : onwards(c, visit)
    }),
  )
  return app
}

/** After what the visit came for was done: where its flow says, else the portal's first page. */
function onwards(c: Context, visit: Visit): Response | Promise<Response> {
  const after = visit.session.flow?.after_completion
  if (after?.type === 'redirect' && after.redirect) return c.redirect(after.redirect.return_url, 303)
  if (after?.type === 'hosted_confirmation') {
    return confirmationPage(c, visit, after.hosted_confirmation?.custom_message ?? null)
  }
  return c.redirect(home(visit), 303)
}

const unknown = (c: Context) =>
  notice(c, {
    status: 404,
    title: 'There is no such page',
    text: 'The link is incomplete, or was never made.',
  })

const expired = (c: Context, returnUrl: string | null) =>
  notice(c, {
    status: 410,
    title: 'This link has expired',
    text: 'Links to the billing portal are good for a short time. Go back and open it again.',
    ...(returnUrl ? { link: { href: returnUrl, name: `Back to ${merchantName}` } } : {}),
  })
