import { StripeError } from '@/sandbox/stripe/api/errors'
import {
  fieldOf,
  readCard,
  type CardForm,
  type CardFormFault,
} from '@/sandbox/stripe/resources/checkout-payment'
import { updateCustomer } from '@/sandbox/stripe/resources/customers'
import { detach } from '@/sandbox/stripe/resources/payment-methods'
import { confirmSetup } from '@/sandbox/stripe/resources/setup-confirmation'
import { createSetupIntent } from '@/sandbox/stripe/resources/setup-intents'
import { addTaxId, removeTaxId, taxIdsOf } from '@/sandbox/stripe/resources/tax-ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Customer = Objects['customer']

/** The customer's cards, newest first. */
export const cardsOf = (scope: Scope, customer: string): Objects['payment_method'][] =>
  scope.store.all('payment_method', [{ field: 'customer', value: customer }]).reverse()

export type Saved =
  { kind: 'saved' } | { kind: 'authenticate'; intent: string } | { kind: 'refused'; fault: CardFormFault }

/** Saves the card that was typed in. `backTo` is the page of the portal that the bank leads back to; the intent's id is put behind it. */
export function saveCard(
  scope: Scope,
  customer: Customer,
  form: CardForm,
  { asDefault, backTo }: { asDefault: boolean; backTo: string },
): Saved {
  const typed = readCard(scope, form)
  if ('field' in typed) return { kind: 'refused', fault: typed }
  const intent = createSetupIntent(scope, { customer: customer.id })
  scope.store.setHidden(intent.id, { asDefault })
  try {
    const confirmed = confirmSetup(scope, intent, typed.id, `${backTo}/${intent.id}`)
    if (confirmed.status === 'requires_action') return { kind: 'authenticate', intent: confirmed.id }
    finishSaving(scope, customer, confirmed.id)
    return { kind: 'saved' }
  } catch (error) {
    if (!(error instanceof StripeError) || !error.keepsWork) throw error
    return { kind: 'refused', fault: { field: fieldOf(error.body.code), message: error.message } }
  }
}

/** After the card was saved: makes it the default when that was asked. False when the bank did not agree. */
export function finishSaving(scope: Scope, customer: Customer, intentId: string): boolean {
  const intent = scope.store.find('setup_intent', intentId)
  if (intent?.customer !== customer.id || intent.status !== 'succeeded' || !intent.payment_method)
    return false
  const { asDefault, done } = scope.store.hidden(intent.id)
  if (asDefault === true && done !== true) makeDefault(scope, customer, intent.payment_method)
  scope.store.setHidden(intent.id, { asDefault, done: true })
  return true
}

/** False when the card is not the customer's. */
export function makeDefault(scope: Scope, customer: Customer, card: string): boolean {
  if (scope.store.find('payment_method', card)?.customer !== customer.id) return false
  const change = { invoice_settings: { default_payment_method: card } }
  updateCustomer(scope, scope.get('customer', customer.id), change)
  return true
}

export function removeCard(scope: Scope, customer: Customer, card: string): boolean {
  const method = scope.store.find('payment_method', card)
  if (method?.customer !== customer.id) return false
  detach(scope, method)
  return true
}

export interface Details {
  name?: string
  email?: string
  phone?: string
  address?: {
    line1: string
    line2: string
    city: string
    state: string
    postal_code: string
    country: string
  }
  /** Ids of tax ids that go. */
  removed: string[]
  /** One that is added. */
  taxId?: { type: string; value: string }
}

/** Changes what was allowed to be changed; nothing at all when a part of it is wrong, and then says what. */
export function changeDetails(scope: Scope, customer: Customer, details: Details): string | undefined {
  const { removed, taxId, ...rest } = details
  try {
    scope.store.transaction(() => {
      updateCustomer(scope, customer, rest)
      for (const each of taxIdsOf(scope, customer.id)) if (removed.includes(each.id)) removeTaxId(scope, each)
      if (taxId?.value) addTaxId(scope, customer, taxId)
    })
    return undefined
  } catch (error) {
    if (error instanceof StripeError) return error.message
    throw error
  }
}
