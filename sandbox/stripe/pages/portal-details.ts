import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import { countries } from '@/sandbox/stripe/pages/countries'
import type { Markup } from '@/sandbox/stripe/pages/layout'
import { taxIdName } from '@/sandbox/stripe/pages/pdf-parts'
import { home, portalPage } from '@/sandbox/stripe/pages/portal-frame'
import type { Details } from '@/sandbox/stripe/resources/portal-acts'
import type { Visit } from '@/sandbox/stripe/resources/portal-sessions'
import { offeredTypes } from '@/sandbox/stripe/resources/tax-id-formats'
import { taxIdsOf } from '@/sandbox/stripe/resources/tax-ids'
import type { Scope } from '@/sandbox/stripe/scope'

/** The form for what invoices say about the customer; after a refusal, with what was typed and what is wrong. */
export function detailsPage(
  c: Context,
  scope: Scope,
  visit: Visit,
  refused?: { details: Details; wrong: string },
) {
  const { customer, features } = visit
  const may = (name: (typeof features.customer_update.allowed_updates)[number]) =>
    features.customer_update.allowed_updates.includes(name)
  const shown = refused?.details ?? customer
  const base = new URL(visit.session.url).pathname
  return portalPage(c, visit, {
    title: 'Billing information',
    ...(refused ? { status: 400 } : {}),
    body: html`<div class="small">
      <h1>Billing information</h1>
      <form method="post" action="${base}/details" novalidate>
        ${refused ? html`<p class="note bad" role="alert">${refused.wrong} Nothing was changed.</p>` : ''}
        ${may('name') ? field('name', 'Name', shown.name, 'organization') : ''}
        ${may('email') ? field('email', 'Email', shown.email, 'email') : ''}
        ${may('address') ? addressFields(shown.address) : ''}
        ${may('phone') ? field('phone', 'Phone number', shown.phone, 'tel') : ''}
        ${may('tax_id') ? taxFields(scope, visit, refused?.details.taxId) : ''}
        <p class="acts">
          <button class="btn primary">Save</button>
          <a class="btn" href="${home(visit)}">Go back</a>
        </p>
      </form>
    </div>`,
  })
}

type Shown = string | null | undefined

const field = (name: string, label: string, value: Shown, autocomplete: string): Markup =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value ?? ''}"
      autocomplete="${autocomplete}"
      maxlength="200"
    />
  </div>`

const option = (value: string, name: string, chosen: Shown): Markup =>
  html`<option value="${value}" ${value === (chosen ?? '') ? raw('selected') : ''}>${name}</option>`

function addressFields(address: Partial<Record<string, Shown>> | null | undefined): Markup {
  return html`
    <div class="field">
      <label for="country">Country</label>
      <select id="country" name="country" autocomplete="country">
        ${[['', 'Not given'] as const, ...countries].map(([code, name]) => option(code, name, address?.country))}
      </select>
    </div>
    ${field('line1', 'Address', address?.line1, 'address-line1')}
    ${field('line2', 'Address, second line', address?.line2, 'address-line2')}
    <div class="pair">
      ${field('postal_code', 'Postal code', address?.postal_code, 'postal-code')}
      ${field('city', 'City', address?.city, 'address-level2')}
    </div>
    ${field('state', 'State or region', address?.state, 'address-level1')}
  `
}

function taxFields(scope: Scope, { customer }: Visit, typed: Details['taxId']): Markup {
  return html`
    ${taxIdsOf(scope, customer.id).map(
      ({ id, type, value, verification }) =>
        html`<label class="check"
          ><input type="checkbox" name="remove_tax_id" value="${id}" /> Remove ${taxIdName(type)} ${value}
          ${verification?.status === 'unverified' ? html`<span class="badge bad">Not confirmed</span>` : ''}</label
        >`,
    )}
    <div class="field tax">
      <div>
        <label for="tax_type">Tax ID type</label>
        <select id="tax_type" name="tax_type">
          ${offeredTypes.map(type => option(type, taxIdName(type), typed?.type))}
        </select>
      </div>
      <div>
        <label for="tax_value">Tax ID</label>
        <input
          id="tax_value"
          name="tax_value"
          value="${typed?.value ?? ''}"
          autocomplete="off"
          maxlength="50"
        />
      </div>
    </div>
  `
}

/** What the form holds, as far as the portal's configuration lets it be changed. */
export function detailsPosted(posted: Record<string, unknown>, { features }: Visit): Details {
  const text = (name: string) => (typeof posted[name] === 'string' ? posted[name].trim().slice(0, 200) : '')
  const { allowed_updates: allowed } = features.customer_update
  const details: Details = { removed: [] }
  for (const name of ['name', 'email', 'phone'] as const) {
    if (allowed.includes(name)) details[name] = text(name)
  }
  if (allowed.includes('address')) {
    details.address = {
      line1: text('line1'),
      line2: text('line2'),
      city: text('city'),
      state: text('state'),
      postal_code: text('postal_code'),
      country: countries.some(([code]) => code === text('country')) ? text('country') : '',
    }
  }
  if (allowed.includes('tax_id')) {
    details.removed = [posted.remove_tax_id].flat().filter(id => typeof id === 'string')
    const type = offeredTypes.find(offered => offered === text('tax_type')) ?? 'unknown'
    details.taxId = { type, value: text('tax_value') }
  }
  return details
}
