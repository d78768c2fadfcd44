import { foreignKey, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accountId, at, idText } from './columns'
import { invoices } from './invoices'

/** An attempt to charge a card for an invoice, whether money came or not. Stripe's truth (a charge), refetched with its invoice. */
export const paymentAttempts = pgTable(
  'payment_attempts',
  {
    accountId: accountId(),
    /** Stripe's `ch_…`. */
    id: text('id').notNull(),
    invoiceId: idText('invoice_id').notNull(),
    at: at('at').notNull(),
    amountCents: integer('amount_cents').notNull(),
    status: text('status', { enum: ['succeeded', 'pending', 'failed'] }).notNull(),
    /** Why it failed, a sentence for the person who pays. */
    failure: text('failure'),
    /** Null where it was no card. */
    cardBrand: text('card_brand'),
    cardLastFour: text('card_last_four'),
    /** Stripe's receipt, of an attempt that succeeded. */
    receiptUrl: text('receipt_url'),
  },
  t => [
    primaryKey({ name: 'payment_attempts_pkey', columns: [t.accountId, t.id] }),
    foreignKey({
      name: 'payment_attempts_invoice_fk',
      columns: [t.accountId, t.invoiceId],
      foreignColumns: [invoices.accountId, invoices.id],
    }),
    index('payment_attempts_invoice_idx').on(t.accountId, t.invoiceId, t.at),
  ],
)

/** Money of an invoice's payment that went back to the card, with or without a credit note. Stripe's truth, refetched. */
export const refunds = pgTable(
  'refunds',
  {
    accountId: accountId(),
    /** Stripe's `re_…`. */
    id: text('id').notNull(),
    invoiceId: idText('invoice_id').notNull(),
    at: at('at').notNull(),
    amountCents: integer('amount_cents').notNull(),
    /** `failed`: the bank sent the money back to us. */
    status: text('status', { enum: ['pending', 'succeeded', 'failed', 'canceled'] }).notNull(),
  },
  t => [
    primaryKey({ name: 'refunds_pkey', columns: [t.accountId, t.id] }),
    foreignKey({
      name: 'refunds_invoice_fk',
      columns: [t.accountId, t.invoiceId],
      foreignColumns: [invoices.accountId, invoices.id],
    }),
    index('refunds_invoice_idx').on(t.accountId, t.invoiceId, t.at),
  ],
)
