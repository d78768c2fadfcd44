/** What of ours an event can change. Nothing of its payload is trusted: the object is fetched anew. */
export type Topic =
  | { readonly kind: 'setup_session'; readonly id: string }
  | { readonly kind: 'customer'; readonly id: string }
  | { readonly kind: 'card'; readonly id: string }
  | { readonly kind: 'invoice'; readonly id: string }

const kinds: readonly (readonly [prefix: string, kind: Topic['kind']])[] = [
  ['checkout.session.', 'setup_session'],
  ['customer.', 'customer'],
  ['payment_method.', 'card'],
  ['invoice.', 'invoice'],
]
const objectOf: Readonly<Record<Topic['kind'], RegExp>> = {
  setup_session: /^cs_/,
  customer: /^cus_/,
  card: /^pm_/,
  invoice: /^in_/,
}

/** What to look at anew after an event; null for types that change nothing of ours: they are kept and left alone. */
export function toTopic(event: { readonly type: string; readonly objectId: string | null }): Topic | null {
  const kind = kinds.find(([prefix]) => event.type.startsWith(prefix))?.[1]
  if (!kind || event.objectId === null || !objectOf[kind].test(event.objectId)) return null
  return { kind, id: event.objectId }
}
