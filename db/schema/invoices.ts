import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { accounts } from './accounts'
import type { BilledTo } from '@/lib/invoices/billed-to'
import { accountId, at, count, idText, nanos } from './columns'

export const invoiceStatuses = [
  'preparing',
  'draft',
  'open',
  'paid',
  'uncollectible',
  'void',
  'nothing_due',
] as const

/**
 * One account's bill for one period. The row, its lines and the request bodies exist before any call to Stripe
 * (`preparing`), the Stripe id after. Amounts and lines are ours; status, number, payment and PDF are Stripe's, refetched.
 */
export const invoices = pgTable(
  'invoices',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    period: text('period').notNull(),
    status: text('status', { enum: invoiceStatuses }).notNull(),
    /** Counts drafts made for this period: a draft whose lines did not read back right is deleted and made anew. */
    attempt: integer('attempt').notNull(),
    totalNanos: nanos('total_nanos').notNull(),
    /** `totalNanos` rounded once, half up. */
    totalCents: integer('total_cents').notNull(),
    /** The customer's balance when Stripe finalized (positive: carried in from an earlier month). */
    appliedBalanceCents: integer('applied_balance_cents').notNull().default(0),
    /** `totalCents` + applied balance, as Stripe says it. */
    amountDueCents: integer('amount_due_cents').notNull().default(0),
    /** Cash received through Stripe: a carried amount is not cash. */
    amountPaidCents: integer('amount_paid_cents').notNull().default(0),
    /** Under Stripe's minimum: the amount went to the customer's balance, for the next invoice. */
    carriedCents: integer('carried_cents').notNull().default(0),
    /** Given back by credit notes, as Stripe says it; of this, money that went back to the card is refunded. */
    creditedCents: integer('credited_cents').notNull().default(0),
    /** Money that went back to the card, with or without a credit note. */
    refundedCents: integer('refunded_cents').notNull().default(0),
    /** Of what was paid: held back by a bank that has not decided yet, and gone for good. Sums of `disputes`. */
    disputedCents: integer('disputed_cents').notNull().default(0),
    chargedBackCents: integer('charged_back_cents').notNull().default(0),
    /** The exact bodies sent to Stripe, by step, so that a resumed close sends the same. */
    requests: jsonb('requests').$type<Record<string, unknown>>().notNull().default({}),
    stripeInvoiceId: text('stripe_invoice_id'),
    number: text('number'),
    hostedUrl: text('hosted_url'),
    pdfUrl: text('pdf_url'),
    attemptedPayment: boolean('attempted_payment').notNull().default(false),
    lastPaymentError: text('last_payment_error'),
    /** The bank wants the cardholder to confirm the payment, on the hosted page. */
    needsAuthentication: boolean('needs_authentication').notNull().default(false),
    /** The first failed attempt: dunning counts from here. */
    paymentFailedAt: at('payment_failed_at'),
    issuedAt: at('issued_at'),
    paidAt: at('paid_at'),
    voidedAt: at('voided_at'),
    uncollectibleAt: at('uncollectible_at'),
    /** Who it is made out to, as Stripe froze it when it was issued. */
    billedTo: jsonb('billed_to').$type<BilledTo>(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  t => [
    primaryKey({ name: 'invoices_pkey', columns: [t.accountId, t.id] }),
    // At most one bill per account and period: what makes closing twice change nothing.
    uniqueIndex('invoices_account_period_key').on(t.accountId, t.period),
    // What is owed across accounts, for operators.
    index('invoices_owed_idx')
      .on(t.accountId)
      .where(sql`status in ('open', 'uncollectible')`),
    foreignKey({ name: 'invoices_account_fk', columns: [t.accountId], foreignColumns: [accounts.accountId] }),
  ],
)

/** One line: a model's input, output or images at one price. `cents` by largest remainder over all lines; they sum to the total. Never changes once issued. */
export const invoiceLines = pgTable(
  'invoice_lines',
  {
    accountId: accountId(),
    invoiceId: idText('invoice_id').notNull(),
    lineNo: integer('line_no').notNull(),
    modelId: idText('model_id').notNull(),
    priceId: idText('price_id').notNull(),
    /** `other`: the items that did not fit on the invoice, summed. */
    direction: text('direction', { enum: ['input', 'output', 'image', 'other'] }).notNull(),
    description: text('description').notNull(),
    /** Tokens or images. */
    quantity: count('quantity').notNull(),
    /** Nano-dollars per token or image, as they stood. */
    rateNanos: nanos('rate_nanos').notNull(),
    costNanos: nanos('cost_nanos').notNull(),
    cents: integer('cents').notNull(),
  },
  t => [
    primaryKey({ name: 'invoice_lines_pkey', columns: [t.accountId, t.invoiceId, t.lineNo] }),
    foreignKey({
      name: 'invoice_lines_invoice_fk',
      columns: [t.accountId, t.invoiceId],
      foreignColumns: [invoices.accountId, invoices.id],
    }),
  ],
)
