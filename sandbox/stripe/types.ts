import type Stripe from 'stripe'

interface Expandable {
  id: string
  object: string
}

/** An object as it is kept: never expanded, decimals as the strings they are on the wire. */
export type Stored<T> = string extends T
  ? Exclude<T, Expandable>
  : T extends Stripe.Decimal
    ? string
    : T extends (infer U)[]
      ? Stored<U>[]
      : T extends object
        ? { [K in keyof T]: Stored<T[K]> }
        : T

/** Every kind of object the sandbox keeps, by the name it carries in its `object` field. Lists inside an object are added when it is shown. */
export interface Objects {
  'checkout.session': Stored<Stripe.Checkout.Session>
  charge: Stored<Stripe.Charge>
  customer: Stored<Stripe.Customer>
  customer_balance_transaction: Stored<Stripe.CustomerBalanceTransaction>
  event: StoredEvent
  invoice: Omit<Stored<Stripe.Invoice>, 'lines'>
  invoice_payment: Stored<Stripe.InvoicePayment>
  invoiceitem: Stored<Stripe.InvoiceItem>
  line_item: Stored<Stripe.InvoiceLineItem>
  payment_intent: Stored<Stripe.PaymentIntent>
  payment_method: Stored<Stripe.PaymentMethod>
  refund: Stored<Stripe.Refund>
  setup_attempt: Stored<Stripe.SetupAttempt>
  setup_intent: Stored<Stripe.SetupIntent>
  webhook_endpoint: Stored<Stripe.WebhookEndpoint>
}
export type Kind = keyof Objects

const kept: Record<Kind, true> = {
  'checkout.session': true,
  charge: true,
  customer: true,
  customer_balance_transaction: true,
  event: true,
  invoice: true,
  invoice_payment: true,
  invoiceitem: true,
  line_item: true,
  payment_intent: true,
  payment_method: true,
  refund: true,
  setup_attempt: true,
  setup_intent: true,
  webhook_endpoint: true,
}
/** Whether the sandbox keeps objects of this name. */
export const isKept = (object: string): object is Kind => Object.hasOwn(kept, object)

export interface StoredEvent {
  id: string
  object: 'event'
  api_version: string
  created: number
  data: { object: unknown; previous_attributes?: Record<string, unknown> }
  livemode: false
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: string
}
