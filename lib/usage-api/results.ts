import { toUsdString } from '@/lib/money'
import { toLineItems, type PricedModel } from '@/lib/usage-api/line-items'
import type { UsageSums } from '@/lib/usage-api/usage-query'

/** Grouped by what; whatever was not asked for is null in the results. */
export type Grouped = ReadonlySet<string>
/** Price rows by id. */
export type Prices = ReadonlyMap<string, PricedModel>
export type Result = Readonly<Record<string, unknown>>

const isSize = /^\d+x\d+$/
/** An account has no projects, and no key belongs to one user. */
const nobody = { project_id: null, user_id: null }

/** `organization.usage.completions.result` of one bucket. Nothing is cached, no audio is taken, and batches are not served. */
export function toCompletionsResults(sums: readonly UsageSums[], grouped: Grouped): Result[] {
  return sums.map(({ inputTokens, outputTokens, requests, keyId, modelId }) => ({
    object: 'organization.usage.completions.result',
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_cached_tokens: 0,
    input_audio_tokens: 0,
    output_audio_tokens: 0,
    num_model_requests: requests,
    ...nobody,
    api_key_id: keyId,
    model: modelId,
    batch: grouped.has('batch') ? false : null,
    service_tier: grouped.has('service_tier') ? 'default' : null,
  }))
}

/** `organization.usage.images.result` of one bucket. The size is known of models that are priced by it. */
export function toImagesResults(sums: readonly UsageSums[], grouped: Grouped, prices: Prices): Result[] {
  const merged = new Map<string, UsageSums & { readonly size: string | null }>()
  for (const one of sums) {
    const variant = prices.get(one.priceId ?? '')?.variant ?? ''
    const size = isSize.test(variant) ? variant : null
    const name = JSON.stringify([one.keyId, one.modelId, size])
    const { images = 0, requests = 0 } = merged.get(name) ?? {}
    merged.set(name, { ...one, size, images: images + one.images, requests: requests + one.requests })
  }
  return [...merged.values()].map(({ images, requests, keyId, modelId, size }) => ({
    object: 'organization.usage.images.result',
    images,
    num_model_requests: requests,
    ...nobody,
    api_key_id: keyId,
    model: modelId,
    source: grouped.has('source') ? 'image.generation' : null,
    size,
  }))
}

/** `organization.costs.result` of one bucket. Amounts are decimals of a dollar, exact to the nano-dollar. */
export function toCostsResults(sums: readonly UsageSums[], grouped: Grouped, prices: Prices): Result[] {
  const whole = { name: null, quantity: null }
  const merged = new Map<
    string,
    { keyId: string | null; name: string | null; quantity: number | null; nanos: bigint }
  >()
  for (const one of sums) {
    const items = grouped.has('line_item')
      ? toLineItems(one, prices.get(one.priceId ?? ''))
      : [{ ...whole, costNanos: one.costNanos }]
    for (const { name, quantity, costNanos } of items) {
      const at = JSON.stringify([one.keyId, name])
      const known = merged.get(at)
      merged.set(at, {
        keyId: one.keyId,
        name,
        quantity: quantity === null ? null : quantity + (known?.quantity ?? 0),
        nanos: costNanos + (known?.nanos ?? 0n),
      })
    }
  }
  return [...merged.values()].map(({ keyId, name, quantity, nanos }) => ({
    object: 'organization.costs.result',
    amount: { value: Number(toUsdString(nanos)), currency: 'usd' },
    line_item: name,
    project_id: null,
    api_key_id: keyId,
    quantity,
  }))
}
