import type { Store } from '@/sandbox/stripe/store'
import type { Kind, Objects } from '@/sandbox/stripe/types'
import { pendingDeliveries } from '@/sandbox/stripe/webhooks/deliveries'

const shownLines = 10

/** An object as the API shows it: what is kept, and the lists that Stripe embeds. A fresh copy, safe to expand into. */
export function present<K extends Kind>(store: Store, kind: K, body: Objects[K]): Record<string, unknown> {
  const shown = copyOf(body)
  if (kind === 'invoice') {
    const page = store.page('line_item', [{ field: 'invoice', value: body.id }], {
      limit: shownLines,
      ascending: true,
    })
    shown.lines = {
      object: 'list',
      data: page.data,
      has_more: page.hasMore,
      url: `/v1/invoices/${body.id}/lines`,
    }
  }
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
