import type Stripe from 'stripe'
import type { BillingDetails } from '@/lib/billing/details/details'
import { toCreation, toDetails } from '@/lib/stripe/billing-details'
import { call, callAnew, find, idOf, keyOf, toInstant } from '@/lib/stripe/calls'
import type { StripeClient } from '@/lib/stripe/client'

/** A saved card as Stripe describes it. */
export interface Card {
  readonly id: string
  readonly brand: string
  readonly lastFour: string
  readonly expMonth: number
  readonly expYear: number
  readonly createdAt: Date
}

export interface Customer {
  readonly id: string
  /** Positive: the customer owes it, and the next invoice takes it up. */
  readonly balanceCents: number
  readonly defaultCardId: string | null
  /** All cards attached to the customer, newest first. */
  readonly cards: readonly Card[]
  /** Where mail about money goes. */
  readonly email: string | null
  readonly details: BillingDetails
  /** Fields that its invoices show beside the order number. */
  readonly otherFields: readonly { readonly name: string; readonly value: string }[]
}

export interface NewCustomer {
  readonly accountId: string
  readonly name: string
  readonly email: string
  /** What invoices say besides, known from the customer before, where that was deleted in Stripe. */
  readonly details?: Omit<BillingDetails, 'company'>
}

/** A customer that was deleted in Stripe, and what its successor takes over from it. */
export interface Predecessor {
  readonly customerId: string
  /** As `Customer.balanceCents`. Stripe has forgotten it with the customer. */
  readonly balanceCents: number
}

/**
 * Creates a customer and returns its id, with the balance of the one that it replaces. Where it breaks off, it is called again and
 * the balance still comes once: another balance makes another customer, and the key of the change outlives that of the customer.
 */
export async function createCustomer(
  stripe: StripeClient,
  customer: NewCustomer,
  replaces: Predecessor | null,
): Promise<string> {
  const { accountId, name, email, details } = customer
  const body = { name, email, metadata: { account_id: accountId }, ...(details ? toCreation(details) : {}) }
  const balanceCents = replaces?.balanceCents ?? 0
  const { id } = await callAnew(attempt => {
    const operation = `customer:${accountId}:${replaces?.customerId ?? 'first'}:${balanceCents}:${attempt}`
    return call(() => stripe.customers.create(body, { idempotencyKey: keyOf(operation, body) }))
  })
  if (balanceCents !== 0) await callAnew(attempt => takeOverBalance(stripe, id, balanceCents, attempt))
  return id
}

/** Gives a new customer its balance, in the currency that we bill in, unless an attempt before has. */
async function takeOverBalance(
  stripe: StripeClient,
  id: string,
  amount: number,
  attempt: number,
): Promise<void> {
  const customer = await call(() => stripe.customers.retrieve(id))
  if (!customer.deleted && customer.balance === amount) return
  const body = { amount, currency: 'usd', description: 'Balance of the customer before' }
  const idempotencyKey = `balance:${id}:${attempt}`
  await call(() => stripe.customers.createBalanceTransaction(id, body, { idempotencyKey }))
}

/** The customer with its cards; null where it was deleted in Stripe. */
export async function getCustomer(stripe: StripeClient, id: string): Promise<Customer | null> {
  const customer = await find(() => stripe.customers.retrieve(id, { expand: ['tax_ids'] }))
  if (!customer || customer.deleted) return null
  const methods = await call(() =>
    stripe.customers.listPaymentMethods(id, { type: 'card', limit: 100 }).autoPagingToArray({ limit: 1_000 }),
  )
  return {
    id,
    balanceCents: customer.balance,
    defaultCardId: idOf(customer.invoice_settings.default_payment_method),
    cards: methods
      .flatMap(method => toCard(method) ?? [])
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1)),
    ...toDetails(customer),
  }
}

/** Makes the card the one that invoices are charged to. Setting it twice is setting it once. */
export async function setDefaultCard(
  stripe: StripeClient,
  customerId: string,
  cardId: string,
): Promise<void> {
  await call(() =>
    stripe.customers.update(customerId, { invoice_settings: { default_payment_method: cardId } }),
  )
}

/** Takes the card from its customer, for good. */
export async function detachCard(stripe: StripeClient, cardId: string): Promise<void> {
  await call(() => stripe.paymentMethods.detach(cardId))
}

/** The customer that holds the card now; null where none does. */
export async function findHolderOfCard(stripe: StripeClient, cardId: string): Promise<string | null> {
  const method = await find(() => stripe.paymentMethods.retrieve(cardId))
  return idOf(method?.customer)
}

/** Null for a payment method that is no card. */
export function toCard(method: Stripe.PaymentMethod): Card | null {
  const card = method.card
  if (!card) return null
  return {
    id: method.id,
    brand: card.brand,
    lastFour: card.last4,
    expMonth: card.exp_month,
    expYear: card.exp_year,
    createdAt: toInstant(method.created),
  }
}
