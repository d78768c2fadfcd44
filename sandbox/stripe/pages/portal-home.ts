import type { Context } from 'hono'
import { html } from 'hono/html'
import { countryName } from '@/sandbox/stripe/pages/countries'
import { brandName, date, money } from '@/sandbox/stripe/pages/format'
import { statusWords } from '@/sandbox/stripe/pages/invoice-words'
import { taxIdName } from '@/sandbox/stripe/pages/pdf-parts'
import { portalPage } from '@/sandbox/stripe/pages/portal-frame'
import { cardsOf } from '@/sandbox/stripe/resources/portal-acts'
import type { Visit } from '@/sandbox/stripe/resources/portal-sessions'
import { taxIdsOf } from '@/sandbox/stripe/resources/tax-ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

const shownInvoices = 24

/** Cards, billing details and invoices, as far as the configuration shows them. */
export function homePage(c: Context, scope: Scope, visit: Visit) {
  const base = new URL(visit.session.url).pathname
  const { features } = visit
  return portalPage(c, visit, {
    title: 'Billing',
    body: html`
      <h1>Billing</h1>
      ${features.invoice_history.enabled ? owed(scope, visit) : ''}
      ${features.payment_method_update.enabled ? cards(scope, visit, base) : ''}
      ${features.customer_update.enabled ? details(scope, visit, base) : ''}
      ${features.invoice_history.enabled ? history(scope, visit) : ''}
    `,
  })
}

function owed(scope: Scope, { customer }: Visit) {
  const open = scope.store.all('invoice', [
    { field: 'customer', value: customer.id },
    { field: 'status', value: 'open' },
  ])
  return open.map(
    invoice =>
      html`<div class="owed ${invoice.attempt_count > 0 ? 'failed' : ''}">
        <span>
          ${money(invoice.amount_remaining)} for invoice ${invoice.number ?? ''}
          ${invoice.attempt_count > 0 ? 'could not be charged' : 'is due'}.
        </span>
        <a
          class="btn"
          href="${invoice.hosted_invoice_url ?? ''}"
          aria-label="Pay invoice ${invoice.number ?? ''}"
          >Pay</a
        >
      </div>`,
  )
}

function cards(scope: Scope, { customer }: Visit, base: string) {
  const list = cardsOf(scope, customer.id)
  const main = customer.invoice_settings.default_payment_method
  return html`<section class="part" aria-labelledby="cards">
    <h2 id="cards">Payment methods</h2>
    ${list.length === 0 ? html`<p class="quiet lead">No card is saved.</p>` : ''}
    <ul class="rows">
      ${list.map(method => cardRow(method, method.id === main, scope.now, base))}
    </ul>
    <a class="add" href="${base}/cards"><span aria-hidden="true">+</span> Add payment method</a>
  </section>`
}

function cardRow(method: Objects['payment_method'], isDefault: boolean, now: number, base: string) {
  const { brand, exp_month: month = 1, exp_year: year = 2000, last4 = '' } = method.card ?? {}
  const name = `${brandName(brand)} ending in ${last4}`
  const over = Date.UTC(year, month, 1) <= now * 1000
  return html`<li>
    <span class="what">
      <span class="brand">${brandName(brand)}</span> <span aria-hidden="true">••••</span> ${last4}
      ${isDefault ? html`<span class="badge">Default</span>` : ''}
      ${over ? html`<span class="badge bad">Expired</span>` : ''}
    </span>
    <span class="quiet">Expires ${String(month).padStart(2, '0')}/${year}</span>
    ${
      isDefault
        ? ''
        : html`<form method="post" action="${base}/cards/${method.id}/default">
            <button class="link" aria-label="Make ${name} the default">Make default</button>
          </form>`
    }
    <a class="link" href="${base}/cards/${method.id}/remove" aria-label="Remove ${name}">Remove</a>
  </li>`
}

function details(scope: Scope, { customer }: Visit, base: string) {
  const { address } = customer
  const place = [address?.postal_code, address?.city, address?.state].filter(Boolean).join(' ')
  const country = address?.country ? countryName(address.country) : ''
  const rows: [string, (string | null | undefined)[]][] = [
    ['Name', [customer.name]],
    ['Email', [customer.email]],
    ['Billing address', [address?.line1, address?.line2, place, country]],
    ['Phone number', [customer.phone]],
    ['Tax ID', taxIdsOf(scope, customer.id).map(({ type, value }) => `${taxIdName(type)} ${value}`)],
  ]
  return html`<section class="part" aria-labelledby="details">
    <h2 id="details">Billing information</h2>
    <dl class="about">
      ${rows.map(([name, values]) => {
        const given = values.filter(Boolean)
        return given.length === 0
          ? ''
          : html`<div>
              <dt>${name}</dt>
              <dd>${given.map(value => html`${value}<br />`)}</dd>
            </div>`
      })}
    </dl>
    <a class="add" href="${base}/details">Update information</a>
  </section>`
}

function history(scope: Scope, { customer }: Visit) {
  const page = scope.store.page('invoice', [{ field: 'customer', value: customer.id }], {
    limit: shownInvoices,
  })
  const issued = page.data.filter(invoice => invoice.status !== 'draft')
  return html`<section class="part" aria-labelledby="history">
    <h2 id="history">Invoice history</h2>
    ${issued.length === 0 ? html`<p class="quiet lead">No invoice yet.</p>` : invoiceTable(issued)}
    ${page.hasMore ? html`<p class="faint">The latest ${shownInvoices} are shown.</p>` : ''}
  </section>`
}

const invoiceTable = (invoices: Objects['invoice'][]) =>
  html`<table class="history">
    <thead>
      <tr>
        <th scope="col">Issued</th>
        <th scope="col" class="figure">Total</th>
        <th scope="col">Status</th>
        <th scope="col" class="number">Number</th>
      </tr>
    </thead>
    <tbody>
      ${invoices.map(invoice => {
        const { word, tone } = statusWords(invoice)
        return html`<tr>
          <td>
            <a href="${invoice.hosted_invoice_url ?? ''}" aria-label="Invoice ${invoice.number ?? ''}"
              >${date(invoice.effective_at ?? invoice.created)}</a
            >
          </td>
          <td class="figure">${money(invoice.total)}</td>
          <td><span class="badge ${tone}">${word}</span></td>
          <td class="number quiet">${invoice.number}</td>
        </tr>`
      })}
    </tbody>
  </table>`
