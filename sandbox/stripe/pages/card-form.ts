import { html, raw } from 'hono/html'
import { findCard } from '@/sandbox/stripe/cards'
import { countries } from '@/sandbox/stripe/pages/countries'
import type { Markup } from '@/sandbox/stripe/pages/layout'
import type { CardForm, CardFormFault } from '@/sandbox/stripe/resources/checkout-payment'

export const emptyCardForm: CardForm = { number: '', expiry: '', cvc: '', name: '', country: '' }

/** What a posted form holds of a card. */
export function cardFormOf(posted: Record<string, unknown>): CardForm {
  const text = (name: string) => (typeof posted[name] === 'string' ? posted[name].slice(0, 300) : '')
  return {
    number: text('number'),
    expiry: text('expiry'),
    cvc: text('cvc'),
    name: text('name'),
    country: text('country'),
  }
}

/** The fields of a card. What was typed is kept, but for the security code and a number that is not a test card's. */
export function cardFields(form: CardForm, fault: CardFormFault | undefined): Markup {
  const bare = form.number.replace(/[\s-]/g, '')
  const number = findCard(bare) || bare.length < 12 ? form.number : ''
  const focus = fault?.field === 'form' ? undefined : fault?.field
  return html`
    ${field('number', 'Card number', number, fault, {
      inputmode: 'numeric',
      autocomplete: 'cc-number',
      placeholder: '1234 1234 1234 1234',
      maxlength: '23',
      ...(focus === undefined || focus === 'number' ? { autofocus: '' } : {}),
    })}
    <div class="pair">
      ${field('expiry', 'Expiry (MM / YY)', form.expiry, fault, {
        inputmode: 'numeric',
        autocomplete: 'cc-exp',
        placeholder: 'MM / YY',
        maxlength: '9',
        ...(focus === 'expiry' ? { autofocus: '' } : {}),
      })}
      ${field('cvc', 'CVC', '', fault, {
        inputmode: 'numeric',
        autocomplete: 'cc-csc',
        placeholder: 'CVC',
        maxlength: '4',
        ...(focus === 'cvc' ? { autofocus: '' } : {}),
      })}
    </div>
    ${field('name', 'Name on card', form.name, fault, {
      autocomplete: 'cc-name',
      maxlength: '200',
      ...(focus === 'name' ? { autofocus: '' } : {}),
    })}
    <div class="field">
      <label for="country">Country</label>
      <select id="country" name="country" autocomplete="country">
        ${countries.map(
          ([code, name]) =>
            html`<option value="${code}" ${code === (form.country || 'US') ? raw('selected') : ''}>
              ${name}
            </option>`,
        )}
      </select>
    </div>
  `
}

function field(
  name: CardFormFault['field'],
  label: string,
  value: string,
  fault: CardFormFault | undefined,
  attributes: Record<string, string>,
): Markup {
  const wrong = fault?.field === name ? fault.message : undefined
  const extra = Object.entries(attributes).map(([key, text]) => html`${raw(key)}="${text}" `)
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      ${extra}
      ${wrong ? html`aria-invalid="true" aria-describedby="${name}-wrong"` : ''}
    />
    ${wrong ? html`<span class="wrong" id="${name}-wrong" role="alert">${wrong}</span>` : ''}
  </div>`
}

/** Groups the digits while they are typed, fills in a test card at a click, and lets a form be sent only once. All of it works without. */
export const cardScript = `
const $ = id => document.getElementById(id)
const group = text => (text.replace(/\\D/g, '').slice(0, 19).match(/.{1,4}/g) || []).join(' ')
const expiry = text => { const d = text.replace(/\\D/g, '').slice(0, 4); return d.length > 2 ? d.slice(0, 2) + ' / ' + d.slice(2) : d }
const keepCaret = (input, format) => input.addEventListener('input', () => {
  const atEnd = input.selectionStart === input.value.length
  const next = format(input.value)
  if (atEnd && next !== input.value) input.value = next
})
const number = $('number')
if (number) {
  keepCaret(number, group)
  keepCaret($('expiry'), expiry)
  for (const button of document.querySelectorAll('[data-card]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      number.value = group(button.dataset.card)
      const year = String((new Date().getFullYear() + 3) % 100).padStart(2, '0')
      if (!$('expiry').value) $('expiry').value = '12 / ' + year
      if (!$('cvc').value) $('cvc').value = '123'
      ;($('name').value ? number : $('name')).focus()
    })
  }
}
for (const form of document.forms) form.addEventListener('submit', event => {
  if (form.dataset.sent) return event.preventDefault()
  form.dataset.sent = '1'
})
addEventListener('pageshow', () => { for (const form of document.forms) delete form.dataset.sent })
`
