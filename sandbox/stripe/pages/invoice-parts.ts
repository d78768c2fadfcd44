import { html } from 'hono/html'
import { date, money } from '@/sandbox/stripe/pages/format'
import { invoiceSums, statusWords } from '@/sandbox/stripe/pages/invoice-words'
import { merchantName, type Markup } from '@/sandbox/stripe/pages/layout'
import { buyerOf } from '@/sandbox/stripe/pages/pdf-parts'
import type { Store } from '@/sandbox/stripe/store'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

const fact = (name: string, value: Markup | string) =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`

/** How it stands, when it was issued, by whom to whom. */
export const head = (invoice: Invoice) =>
  html`<section class="card">
    <div class="body">
      <dl class="facts">
        ${fact('Status', html`<span class="badge ${statusWords(invoice).tone}">${statusWords(invoice).word}</span>`)}
        ${fact('Issued', date(invoice.effective_at ?? invoice.created))}
        ${invoice.due_date ? fact('Due', date(invoice.due_date)) : ''} ${fact('From', merchantName)}
        ${fact('Billed to', html`${buyerOf(invoice).map(row => html`${row}<br />`)}`)}
        ${invoice.custom_fields?.map(field => fact(field.name, field.value)) ?? ''}
      </dl>
      ${invoice.description ? html`<p class="quiet memo">${invoice.description}</p>` : ''}
    </div>
  </section>`

export const table = (lines: Objects['line_item'][]) =>
  html`<table class="lines">
    <thead>
      <tr>
        <th scope="col">Item</th>
        <th scope="col" class="figure">Amount</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        line =>
          html`<tr>
            <td>${line.description ?? 'Item'}</td>
            <td class="figure">${money(line.amount)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`

export const totals = (invoice: Invoice) =>
  html`<section class="card">
    <div class="body">
      <p class="quiet">${invoice.status === 'paid' ? 'Paid' : 'Amount due'}</p>
      <p class="sum">${money(invoice.status === 'paid' ? invoice.amount_paid : invoice.amount_remaining)}</p>
      <dl class="facts">${invoiceSums(invoice).map(({ name, cents }) => fact(name, money(cents)))}</dl>
    </div>
  </section>`

/** What was issued about this invoice since: credit notes, and the receipt of its payment. */
export function documentsOf(store: Store, invoice: Invoice) {
  const notes = store.all('credit_note', [{ field: 'invoice', value: invoice.id }])
  const receipt = receiptOf(store, invoice)
  if (notes.length === 0 && !receipt) return ''
  return html`<section class="card">
    <header><h2>Documents</h2></header>
    <div class="body">
      <dl class="facts">
        ${
          receipt
            ? fact(
                'Receipt',
                html`<a href="${receipt.receipt_url ?? ''}"
                  >${money(receipt.amount)}, ${date(receipt.created)}</a
                >`,
              )
            : ''
        }
        ${notes.map(note =>
          fact(
            `Credit note ${note.number}`,
            html`<a href="${note.pdf}">${money(note.total)}${note.status === 'void' ? ' (void)' : ''}</a>`,
          ),
        )}
      </dl>
    </div>
  </section>`
}

function receiptOf(store: Store, invoice: Invoice): Objects['charge'] | undefined {
  const [payment] = store.all('invoice_payment', [
    { field: 'invoice', value: invoice.id },
    { field: 'status', value: 'paid' },
  ])
  const intent = payment?.payment.payment_intent
  const id = intent ? store.find('payment_intent', intent)?.latest_charge : null
  return id ? store.find('charge', id) : undefined
}
