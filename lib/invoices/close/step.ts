import type { RemoteInvoice, RemoteLine } from '@/lib/invoices/remote'

/** What our row says of the bill that Stripe shall hold. */
export interface Intended {
  readonly stripeInvoiceId: string | null
  /** A payment was tried and refused before Stripe could count it as an attempt. */
  readonly paymentRefused: boolean
  readonly totalCents: number
  /** Cents by line, the first line first. */
  readonly lineCents: readonly number[]
}

/** What Stripe has under the stored id; `lines` only for drafts. Null: nothing (any more). */
export interface Seen {
  readonly invoice: RemoteInvoice
  readonly lines: readonly RemoteLine[]
}

/**
 * - `begin`: no Stripe id is stored: take up what Stripe already has for this bill, else create a draft
 * - `add_lines`: the draft is empty
 * - `finalize`: the draft reads back exactly as intended
 * - `discard`: it does not: delete it and begin anew under the next attempt
 * - `start_over`: the draft that we hold the id of is gone
 * - `pay`: issued, and no attempt to collect was made yet
 * - `done`: nothing is left to do but to record what Stripe says
 */
export type CloseStep = 'begin' | 'add_lines' | 'finalize' | 'discard' | 'start_over' | 'pay' | 'done'

/** The one decision of the month close, from what is stored and what Stripe holds, so that a close can be resumed anywhere. */
export function nextStep(intended: Intended, seen: Seen | null): CloseStep {
  if (intended.stripeInvoiceId === null) return 'begin'
  if (seen === null) return 'start_over'
  const { invoice, lines } = seen
  switch (invoice.status) {
    case 'draft':
      if (lines.length === 0) return 'add_lines'
      return readsBack(intended, invoice, lines) ? 'finalize' : 'discard'
    case 'open':
      return invoice.attempted || intended.paymentRefused ? 'done' : 'pay'
    case 'paid':
    case 'uncollectible':
    case 'void':
      return 'done'
  }
}

function readsBack(
  { totalCents, lineCents }: Intended,
  invoice: RemoteInvoice,
  lines: Seen['lines'],
): boolean {
  const byNo = new Map(lines.map(line => [line.lineNo, line.cents]))
  return (
    invoice.currency === 'usd' &&
    invoice.totalCents === totalCents &&
    lines.length === lineCents.length &&
    lineCents.every((cents, i) => byNo.get(i + 1) === cents)
  )
}

/**
 * Of the invoices that Stripe already has for one bill: the one to go on with, and drafts that have to go. An issued invoice
 * comes before a draft, and among equals the oldest, so that two closers choose the same.
 */
export function chooseExisting(found: readonly RemoteInvoice[]): {
  readonly adopt: RemoteInvoice | null
  readonly discard: readonly RemoteInvoice[]
} {
  const rank = ({ status }: RemoteInvoice) => (status === 'draft' ? 2 : status === 'void' ? 1 : 0)
  const adopt = found.toSorted((a, b) => rank(a) - rank(b))[0] ?? null
  return { adopt, discard: found.filter(invoice => invoice.status === 'draft' && invoice !== adopt) }
}
