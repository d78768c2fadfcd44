import { html } from 'hono/html'
import { act, complaint, nextAttempt, statusBadge } from '@/sandbox/stripe/control/billing-page'
import { cardName, dateTime, money } from '@/sandbox/stripe/pages/format'
import { invoiceSums } from '@/sandbox/stripe/pages/invoice-words'
import type { Store } from '@/sandbox/stripe/store'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

/** One invoice: its sums, attempts, refunds, credit notes and card. */
export function invoiceBody(store: Store, invoice: Invoice, wrong: string | undefined) {
  const back = `/_stripe/invoices/${invoice.id}`
  return html`
    <div class="head">
      <h1>${invoice.number ?? 'Draft'} ${statusBadge(invoice)}</h1>
      <p>
        <code>${invoice.id}</code> ·
        ${invoice.hosted_invoice_url ? html`<a href="${invoice.hosted_invoice_url}">Its page</a> · ` : ''}
        <a href="/_stripe/billing">All invoices</a>
      </p>
    </div>
    ${complaint(wrong)}
    <div class="grid">
      <section class="card">
        <header>
          <h2>Amounts</h2>
          ${invoice.status === 'open' ? act(`/invoices/${invoice.id}/retry`, back, 'Next attempt now') : ''}
        </header>
        <div class="body">
          <dl class="facts">
            ${invoiceSums(invoice).map(({ name, cents }) => fact(name, money(cents)))}
            ${fact('Attempts', String(invoice.attempt_count))} ${fact('Next attempt', nextAttempt(invoice))}
          </dl>
        </div>
      </section>
      ${creditCard(store, invoice, back)}
    </div>
    ${chargeCard(store, invoice, back)} ${cardCard(store, invoice, back)}
  `
}

const fact = (name: string, value: string) =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`

function creditCard(store: Store, invoice: Invoice, back: string) {
  const notes = store.all('credit_note', [{ field: 'invoice', value: invoice.id }])
  const can = invoice.status === 'open' || invoice.status === 'paid'
  return html`<section class="card">
    <header><h2>Credit notes</h2></header>
    ${
      can
        ? html`<form class="body form" method="post" action="/_stripe/console/invoices/${invoice.id}/credit">
            <input type="hidden" name="back" value="${back}" />
            <div class="two">
              <div>
                <label for="amount">Amount, $</label>
                <input id="amount" name="amount" inputmode="decimal" />
              </div>
              <div>
                <label for="to">What was paid goes</label>
                <select id="to" name="to">
                  <option value="refund">Back to the card</option>
                  <option value="balance">To the customer’s balance</option>
                  <option value="outside">Back another way</option>
                </select>
              </div>
            </div>
            <button class="btn primary">Issue credit note</button>
          </form>`
        : html`<p class="body quiet">Open and paid invoices can be credited.</p>`
    }
    <ul class="faults">
      ${notes.map(
        note =>
          html`<li>
            <span
              ><a href="${note.pdf}">${note.number}</a> ${money(note.total)}
              ${note.status === 'void' ? '(void)' : ''}</span
            >
            ${
              note.status === 'issued' && invoice.status === 'open' && note.type === 'pre_payment'
                ? act(`/credit_notes/${note.id}/void`, back, 'Void')
                : ''
            }
          </li>`,
      )}
    </ul>
  </section>`
}

function chargeCard(store: Store, invoice: Invoice, back: string) {
  const charges = store
    .all('invoice_payment', [{ field: 'invoice', value: invoice.id }])
    .flatMap(({ payment }) => payment.payment_intent ?? [])
    .flatMap(intent => store.all('charge', [{ field: 'payment_intent', value: intent }]))
  if (charges.length === 0) return ''
  return html`<section class="card gap">
    <header><h2>Attempts</h2></header>
    <ul class="faults">
      ${charges.map(charge => {
        const refunds = store.all('refund', [{ field: 'charge', value: charge.id }])
        const open = charge.captured && !charge.disputed && !charge.refunded
        return html`<li>
            <span>
              ${dateTime(charge.created)}, ${cardName(charge.payment_method_details?.card)},
              ${money(charge.amount)}
              <span class="badge ${charge.paid ? 'good' : 'bad'}"
                >${charge.paid ? 'paid' : (charge.outcome?.reason ?? 'failed').replaceAll('_', ' ')}</span
              >
              ${charge.disputed ? html`<span class="badge bad">disputed</span>` : ''}
            </span>
            ${
              open
                ? html`<span class="row">
                    ${act(`/charges/${charge.id}/dispute`, back, 'Dispute')}
                    ${act(`/charges/${charge.id}/dispute`, back, 'Inquiry', { inquiry: '1' })}
                  </span>`
                : ''
            }
          </li>
          ${refunds.map(
            refund =>
              html`<li>
                <span>Refund of ${money(refund.amount)} <span class="badge">${refund.status}</span></span>
                ${refund.status === 'failed' ? '' : act(`/refunds/${refund.id}/fail`, back, 'Send back')}
              </li>`,
          )}`
      })}
    </ul>
  </section>`
}

function cardCard(store: Store, invoice: Invoice, back: string) {
  const customer = invoice.customer ? store.find('customer', invoice.customer) : undefined
  const id = customer?.invoice_settings.default_payment_method
  const method = id ? store.find('payment_method', id) : undefined
  if (!method?.card) return ''
  const { exp_month: month, exp_year: year } = method.card
  const renewed = { exp_month: String(month), exp_year: String(year + 4) }
  return html`<section class="card gap">
    <header><h2>Default card</h2></header>
    <ul class="faults">
      <li>
        <span>${cardName(method.card)}, good until ${String(month).padStart(2, '0')}/${year}</span>
        <span class="row">
          ${act(`/cards/${method.id}/renew`, back, 'Renewed by its bank', renewed)}
          ${act(`/cards/${method.id}/renew`, back, 'Expired', { exp_month: '1', exp_year: '2020' })}
        </span>
      </li>
    </ul>
  </section>`
}
