import { html } from 'hono/html'
import { date, dateTime, money } from '@/sandbox/stripe/pages/format'
import { statusWords } from '@/sandbox/stripe/pages/invoice-words'
import type { Markup } from '@/sandbox/stripe/pages/layout'
import { isUndecided } from '@/sandbox/stripe/resources/dispute-course'
import type { Store } from '@/sandbox/stripe/store'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

const shown = 30

/** What was wrong with the form sent before, when something was. */
export const complaint = (wrong: string | undefined) =>
  wrong ? html`<p class="note bad" role="alert">${wrong}</p>` : ''

/** A form that is one button; it leads back to the page it is on. */
export const act = (path: string, back: string, label: string, fields: Record<string, string> = {}): Markup =>
  html`<form method="post" action="/_stripe/console${path}">
    <input type="hidden" name="back" value="${back}" />
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button class="btn">${label}</button>
  </form>`

/** The latest invoices, and every dispute with its verdicts. */
export function billingBody(store: Store, wrong: string | undefined) {
  const invoices = store.page('invoice', [], { limit: shown }).data
  const disputes = store.page('dispute', [], { limit: shown }).data
  return html`
    <div class="head">
      <h1>Invoices and disputes</h1>
      <p>
        What Stripe holds about money, and what can happen to it. <a href="/_stripe">Events and faults</a>
      </p>
    </div>
    ${complaint(wrong)}
    <section class="card">
      <header><h2>Invoices</h2></header>
      ${invoices.length === 0 ? html`<p class="empty quiet">No invoice yet.</p>` : invoiceTable(invoices)}
    </section>
    <section class="card">
      <header><h2>Disputes</h2></header>
      ${
        disputes.length === 0
          ? html`<p class="empty quiet">None. An invoice’s page can dispute its charge.</p>`
          : html`<ul class="faults">
              ${disputes.map(disputeRow)}
            </ul>`
      }
    </section>
  `
}

const invoiceTable = (invoices: Invoice[]) =>
  html`<div class="scroll" role="region" aria-label="Invoices" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Invoice</th>
          <th scope="col">Customer</th>
          <th scope="col">Due</th>
          <th scope="col">Status</th>
          <th scope="col">Next attempt</th>
        </tr>
      </thead>
      <tbody>
        ${invoices.map(
          invoice =>
            html`<tr>
              <td class="nowrap">
                <a href="/_stripe/invoices/${invoice.id}">${invoice.number ?? 'Draft'}</a>
              </td>
              <td>${invoice.customer_name ?? invoice.customer_email ?? invoice.customer}</td>
              <td class="nowrap">${money(invoice.amount_due)}</td>
              <td>${statusBadge(invoice)}</td>
              <td class="nowrap quiet">${nextAttempt(invoice)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`

export const statusBadge = (invoice: Invoice) => {
  const { word, tone } = statusWords(invoice)
  return html`<span class="badge ${tone}">${word}</span>`
}

export const nextAttempt = (invoice: Invoice) =>
  invoice.next_payment_attempt
    ? dateTime(invoice.next_payment_attempt)
    : invoice.automatically_finalizes_at
      ? `Final ${dateTime(invoice.automatically_finalizes_at)}`
      : 'None'

const disputeRow = (dispute: Objects['dispute']) =>
  html`<li>
    <span>
      ${money(dispute.amount)}, ${dispute.reason.replaceAll('_', ' ')}, opened ${date(dispute.created)}
      <span class="badge ${dispute.status === 'lost' ? 'bad' : dispute.status === 'won' ? 'good' : 'caution'}"
        >${dispute.status.replaceAll('_', ' ')}</span
      >
    </span>
    ${
      isUndecided(dispute)
        ? html`<span class="row">
            ${act(`/disputes/${dispute.id}/close`, '/_stripe/billing', 'Won', { verdict: 'won' })}
            ${act(`/disputes/${dispute.id}/close`, '/_stripe/billing', 'Lost', { verdict: 'lost' })}
          </span>`
        : ''
    }
  </li>`

export const billingCss = `
.grid{margin-top:16px}.empty{padding:24px 16px}
.faults .row{gap:8px}.faults form .btn{height:32px}.faults a{text-decoration:underline}
h1 .badge{vertical-align:middle}
@media (max-width:480px){.faults li{flex-wrap:wrap}}
`
