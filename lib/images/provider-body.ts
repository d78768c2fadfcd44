import type { Provider } from '@/lib/env-variables'
import { sizeOf, type ImageRequest } from '@/lib/images/request'

/** Fields that go on as they are, where the provider takes them. */
const optionalFields = [
  'response_format',
  'steps',
  'scale',
  'sampler',
  'seed',
  'negative_prompt',
  'background',
  'moderation',
  'output_format',
  'output_compression',
  'user',
] as const
type Field = (typeof optionalFields)[number]

interface ImageProvider {
  readonly fields: readonly Field[]
  /** Fields accepted and left out: they would say nothing there. */
  readonly silent: readonly Field[]
  /** Whether it only ever sends images inline, and refuses to be told how. */
  readonly onlyInline: boolean
  /** Whether it is told the quality, which is part of our model's id, since the price depends on it. */
  readonly hasQuality: boolean
}

const diffusion: ImageProvider = {
  fields: ['response_format', 'steps', 'scale', 'sampler', 'seed', 'negative_prompt'],
  silent: ['user'],
  onlyInline: false,
  hasQuality: false,
}

/** How each provider of images is spoken to; null where it makes none. */
const imageProviders: Readonly<Record<Provider, ImageProvider | null>> = {
  aggregator: null,
  azure: null,
  openai: {
    fields: ['background', 'moderation', 'output_format', 'output_compression', 'user'],
    silent: ['response_format'],
    onlyInline: true,
    hasQuality: true,
  },
  novelai: diffusion,
  tensorart: diffusion,
}

export interface UnsupportedField {
  readonly param: string
  /** What is wrong with it, to follow its name. */
  readonly problem: string
}

/** The first field of the request that the provider does not take, and why; null where it takes them all. */
export function unsupportedImageField(request: ImageRequest, provider: Provider): UnsupportedField | null {
  const profile = imageProviders[provider]
  if (!profile) return { param: 'model', problem: 'its provider makes no images' }
  const { model, quality, response_format } = request
  const ours = profile.hasQuality ? qualityOf(model) : null
  if (quality != null && quality !== 'auto' && quality !== ours)
    return {
      param: 'quality',
      problem: ours
        ? `'${model}' makes images of quality ${ours}; other qualities are models of their own`
        : `'${model}' has no qualities to choose from`,
    }
  if (profile.onlyInline && response_format === 'url')
    return { param: 'response_format', problem: `'${model}' answers with b64_json only` }
  const other = optionalFields.find(
    field => request[field] != null && !profile.fields.includes(field) && !profile.silent.includes(field),
  )
  return other ? { param: other, problem: `'${model}' does not take it` } : null
}

/**
 * The JSON body of an image request for this provider, by the upstream's id of the model. Number and size are always said, so
 * that what is made is what was priced.
 */
export function toProviderBody(request: ImageRequest, provider: Provider, upstreamModelId: string): string {
  const profile = imageProviders[provider]
  if (!profile) throw new Error(`${provider} makes no images`)
  const fields = profile.fields.filter(field => request[field] != null)
  return JSON.stringify({
    model: upstreamModelId,
    prompt: request.prompt,
    n: request.n ?? 1,
    size: sizeOf(request),
    ...(profile.hasQuality ? { quality: qualityOf(request.model) } : {}),
    ...Object.fromEntries(fields.map(field => [field, request[field]])),
  })
}

/** The quality that our model's id ends in: `gpt-image-1-low`. @throws where it says none: the provider would choose, and the price */
function qualityOf(modelId: string): string {
  const quality = /-(low|medium|high)$/.exec(modelId)?.[1]
  if (!quality) throw new Error(`the id of ${modelId} does not say its quality`)
  return quality
}
