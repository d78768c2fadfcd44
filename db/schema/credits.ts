import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts'
import { accountId, at, idText } from './columns'
import { invoices } from './invoices'

export const creditReasons = ['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory'] as const

/**
 * What an operator gave back of an issued invoice. The row and the body of its call exist before Stripe is asked (`preparing`),
 * Stripe's id after; amount and reason are ours, number and voiding are Stripe's.
 */
export const creditNotes = pgTable(
  'credit_notes',
  {
    accountId: accountId(),
    id: idText('id').notNull(),
    invoiceId: idText('invoice_id').notNull(),
    amountCents: integer('amount_cents').notNull(),
    /** Where the money goes: off what is still due, to the customer's balance, or back to the card. */
    to: text('to', { enum: ['due', 'balance', 'refund'] }).notNull(),
    reason: text('reason', { enum: creditReasons }).notNull(),
    /** For the customer, printed on the credit note. */
    memo: text('memo').notNull(),
    /** `refused`: Stripe would not; nothing was given back. */
    status: text('status', { enum: ['preparing', 'issued', 'void', 'refused'] }).notNull(),
    /** The exact body of the call. */
    request: jsonb('request').$type<Record<string, unknown>>().notNull(),
    requestedBy: idText('requested_by').notNull(),
    stripeCreditNoteId: text('stripe_credit_note_id'),
    number: text('number'),
    pdfUrl: text('pdf_url'),
    createdAt: at('created_at').notNull(),
    issuedAt: at('issued_at'),
  },
  t => [
    primaryKey({ name: 'credit_notes_pkey', columns: [t.accountId, t.id] }),
    foreignKey({
      name: 'credit_notes_invoice_fk',
      columns: [t.accountId, t.invoiceId],
      foreignColumns: [invoices.accountId, invoices.id],
    }),
  ],
)

/** A payment that the cardholder's bank took up with us. Stripe's truth, refetched; `clearedAt` is the operator's: the account may go on all the same. */
export const disputes = pgTable(
  'disputes',
  {
    accountId: accountId(),
    /** Stripe's `du_…`. */
    id: text('id').notNull(),
    /** Ours; null where the payment was of none of our invoices. */
    invoiceId: idText('invoice_id'),
    amountCents: integer('amount_cents').notNull(),
    /** `inquiry`: a question of the bank, no money was taken yet. */
    status: text('status', { enum: ['inquiry', 'open', 'won', 'lost'] }).notNull(),
    reason: text('reason').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    /** When we first knew how it ended; null: it has not. */
    decidedAt: at('decided_at'),
    clearedAt: at('cleared_at'),
    clearedBy: idText('cleared_by'),
  },
  t => [
    primaryKey({ name: 'disputes_pkey', columns: [t.accountId, t.id] }),
    foreignKey({
      name: 'disputes_account_fk',
      columns: [t.accountId],
      foreignColumns: [accounts.accountId],
    }),
  ],
)

/**
 * What an account's people are told by mail, once per cause: written in the transaction of what happened, and put on the mail queue
 * by the worker, for everyone it goes to. Platform time.
 */
export const notices = pgTable(
  'notices',
  {
    accountId: accountId(),
    /** What happened: `payment_failed_3`, `suspended`, … */
    kind: text('kind').notNull(),
    /** To what it happened: an invoice's id, the moment of a suspension. */
    cause: text('cause').notNull(),
    /** The mail (see lib/mail/templates), and the facts it tells, as they were. */
    template: text('template').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    at: at('at').notNull(),
    /** Null: its mails are not on the queue yet. */
    queuedAt: at('queued_at'),
  },
  t => [
    // What makes it unique: once per account, kind and cause.
    primaryKey({ name: 'notices_pkey', columns: [t.accountId, t.kind, t.cause] }),
    foreignKey({ name: 'notices_account_fk', columns: [t.accountId], foreignColumns: [accounts.accountId] }),
    // What the worker has to queue, across accounts.
    index('notices_waiting_idx')
      .on(t.at)
      .where(sql`queued_at is null`),
  ],
)
