/** What of ours an event can change. Nothing of its payload is trusted: the object is fetched anew. */
export interface Topic {
  readonly kind:
    | 'setup_session'
    | 'customer'
    | 'card'
    | 'tax_id'
    | 'invoice'
    | 'charge'
    | 'refund'
    | 'dispute'
    | 'credit_note'
  readonly id: string
}

/** By the beginning of the type, and of the id of the object that such events tell of. */
const rules: readonly (readonly [type: RegExp, id: RegExp, kind: Topic['kind']])[] = [
  [/^checkout\.session\./, /^cs_/, 'setup_session'],
  [/^customer\./, /^cus_/, 'customer'],
  [/^customer\.tax_id\./, /^txi_/, 'tax_id'],
  [/^payment_method\./, /^pm_/, 'card'],
  [/^invoice\./, /^in_/, 'invoice'],
  [/^charge\.refunded$/, /^(ch|py)_/, 'charge'],
  [/^(charge\.)?refund\./, /^(re|pyr)_/, 'refund'],
  [/^charge\.dispute\./, /^d[pu]_/, 'dispute'],
  [/^credit_note\./, /^cn_/, 'credit_note'],
]

/** What to look at anew after an event; null for types that change nothing of ours: they are kept and left alone. */
export function toTopic(event: { readonly type: string; readonly objectId: string | null }): Topic | null {
  const { type, objectId } = event
  if (objectId === null) return null
  const rule = rules.find(([ofType, ofId]) => ofType.test(type) && ofId.test(objectId))
  return rule ? { kind: rule[2], id: objectId } : null
}

/** The types that the daily sweep asks Stripe for: each begins something of ours, or ends it. Stripe takes at most twenty. */
export const sweptTypes: readonly string[] = [
  'checkout.session.completed',
  'checkout.session.expired',
  'customer.updated',
  'customer.deleted',
  'payment_method.attached',
  'payment_method.detached',
  'payment_method.updated',
  'payment_method.automatically_updated',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.voided',
  'invoice.marked_uncollectible',
  'charge.refunded',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.closed',
  'credit_note.created',
  'credit_note.voided',
]
