import { z } from 'zod'
import {
  cursor,
  cursorText,
  hrefOf,
  single,
  type Cursor,
  type RawParams,
} from '@/app/(operator)/operator/search-params'
import type { InboxState } from '@/lib/inbox/queries'

const inboxStates = ['failing', 'waiting', 'done'] as const satisfies readonly InboxState[]

/** Which events are in sight. */
export interface WebhooksParams {
  /** Null: whatever their state. */
  readonly state: InboxState | null
  /** `invoice.paid`; empty: all. */
  readonly type: string
  readonly before: Cursor | null
}

const schema = z.object({
  state: single.transform(text => inboxStates.find(state => state === text) ?? null),
  type: single.transform(text => (/^[a-z_.]{1,100}$/.test(text ?? '') ? (text ?? '') : '')),
  before: cursor,
})

export function parseWebhooksParams(raw: RawParams): WebhooksParams {
  return schema.parse(raw)
}

export function webhooksHref({ state, type, before }: WebhooksParams): string {
  return hrefOf('/operator/webhooks', { state: state ?? '', type, before: before ? cursorText(before) : '' })
}
