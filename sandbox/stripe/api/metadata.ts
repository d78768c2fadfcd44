import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'

const mostKeys = 50
const longestKey = 40
const longestValue = 500

/** Merges as Stripe does: given keys are set, a key with an empty value is removed, an empty `metadata` removes all. */
export function mergeMetadata(
  current: Stripe.Metadata,
  change: Stripe.MetadataParam | null | '' | undefined,
): Stripe.Metadata {
  if (change === undefined) return current
  if (change === null || change === '') return {}
  const merged = new Map(Object.entries(current))
  for (const [key, value] of Object.entries(change)) {
    if (value === null || value === '') merged.delete(key)
    else merged.set(checkedKey(key), checkedValue(key, String(value)))
  }
  if (merged.size > mostKeys)
    throw invalidRequest(`Metadata can have at most ${mostKeys} keys.`, { param: 'metadata' })
  return Object.fromEntries(merged)
}

function checkedKey(key: string): string {
  if (key.length <= longestKey) return key
  throw invalidRequest(`Metadata keys can have up to ${longestKey} characters; '${key}' has ${key.length}.`, {
    param: `metadata[${key}]`,
  })
}

function checkedValue(key: string, value: string): string {
  if (value.length <= longestValue) return value
  throw invalidRequest(
    `Metadata values can have up to ${longestValue} characters; that of '${key}' has ${value.length}.`,
    {
      param: `metadata[${key}]`,
    },
  )
}
