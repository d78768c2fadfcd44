import type { Store } from '@/sandbox/stripe/store'
import type { Kind, Objects } from '@/sandbox/stripe/types'
import { pendingDeliveries } from '@/sandbox/stripe/webhooks/deliveries'

const shownLines = 10

/** The lists that Stripe embeds in an object, oldest first. */
const embedded: Partial<Record<Kind, { of: Kind; by: string; url: (id: string) => string }>> = {
  invoice: { of: 'line_item', by: 'invoice', url: id => `/v1/invoices/${id}/lines` },
  credit_note: { of: 'credit_note_line_item', by: 'credit_note', url: id => `/v1/credit_notes/${id}/lines` },
}

/** An object as the API shows it: what is kept, and the lists that Stripe embeds. A fresh copy, safe to expand into. */
export function present<K extends Kind>(store: Store, kind: K, body: Objects[K]): Record<string, unknown> {
  const shown = copyOf(body)
  const lines = embedded[kind]
  if (lines) {
    const range = { limit: shownLines, ascending: true }
    const page = store.page(lines.of, [{ field: lines.by, value: body.id }], range)
    const data = page.data.map(line => present(store, lines.of, line))
    shown.lines = { object: 'list', data, has_more: page.hasMore, url: lines.url(body.id) }
  }
  if (kind === 'credit_note_line_item') delete shown.credit_note
  if (kind === 'event') shown.pending_webhooks = pendingDeliveries(store, body.id)
  return shown
}

/** Whatever has this id; a deleted object is shown as such. */
export function presentById(store: Store, id: string): Record<string, unknown> | undefined {
  const known = store.kindOf(id)
  if (!known) return undefined
  if (known.deleted) return { id, object: known.kind, deleted: true }
  const body = store.find(known.kind, id)
  return body && present(store, known.kind, body)
}

/** A stored body is plain JSON. */
const copyOf = (body: object) => structuredClone(body) as Record<string, unknown>
