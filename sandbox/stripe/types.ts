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
  balance_transaction: Stored<Stripe.BalanceTransaction>
  'billing_portal.configuration': Stored<Stripe.BillingPortal.Configuration>
  'billing_portal.session': Stored<Stripe.BillingPortal.Session>
  'checkout.session': Stored<Stripe.Checkout.Session>
  charge: Stored<Stripe.Charge>
  credit_note: Omit<Stored<Stripe.CreditNote>, 'lines'>
  /** `credit_note` is what lists find it by; it is not shown. */
  credit_note_line_item: Stored<Stripe.CreditNoteLineItem> & { credit_note: string }
  customer: Stored<Stripe.Customer>
  customer_balance_transaction: Stored<Stripe.CustomerBalanceTransaction>
  dispute: Stored<Stripe.Dispute>
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
  tax_id: Stored<Stripe.TaxId>
  webhook_endpoint: Stored<Stripe.WebhookEndpoint>
}
export type Kind = keyof Objects

const kept: Record<Kind, true> = {
  balance_transaction: true,
  'billing_portal.configuration': true,
  'billing_portal.session': true,
  'checkout.session': true,
  charge: true,
  credit_note: true,
  credit_note_line_item: true,
  customer: true,
  customer_balance_transaction: true,
  dispute: true,
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
  tax_id: true,
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
