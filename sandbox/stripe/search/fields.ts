import type { Kind } from '@/sandbox/stripe/types'

/** `text` also matches by a part of it; `token` only as a whole. */
export type FieldType = 'metadata' | 'number' | 'text' | 'token'
export interface Searchable {
  plural: string
  fields: Readonly<Partial<Record<string, FieldType>>>
}

/** What can be searched, and by which fields. */
export const searchables = {
  charge: {
    plural: 'charges',
    fields: {
      amount: 'number',
      created: 'number',
      currency: 'token',
      customer: 'token',
      disputed: 'token',
      metadata: 'metadata',
      'payment_method_details.card.brand': 'token',
      'payment_method_details.card.exp_month': 'number',
      'payment_method_details.card.exp_year': 'number',
      'payment_method_details.card.fingerprint': 'token',
      'payment_method_details.card.last4': 'token',
      refunded: 'token',
      status: 'token',
    },
  },
  customer: {
    plural: 'customers',
    fields: { created: 'number', email: 'text', metadata: 'metadata', name: 'text', phone: 'text' },
  },
  invoice: {
    plural: 'invoices',
    fields: {
      created: 'number',
      currency: 'token',
      customer: 'token',
      metadata: 'metadata',
      number: 'token',
      receipt_number: 'token',
      status: 'token',
      total: 'number',
    },
  },
  payment_intent: {
    plural: 'payment_intents',
    fields: {
      amount: 'number',
      created: 'number',
      currency: 'token',
      customer: 'token',
      metadata: 'metadata',
      status: 'token',
    },
  },
} as const satisfies Partial<Record<Kind, Searchable>>

export type SearchableKind = keyof typeof searchables
export const isSearchable = (kind: Kind): kind is SearchableKind => Object.hasOwn(searchables, kind)
