import { createHash } from 'node:crypto'
import { z } from 'zod'
import { providers, type Provider } from '@/lib/env-variables'
import { fromUsd, nanosPerToken, type Nanos } from '@/lib/money'
import catalogJson from './catalog.json' with { type: 'json' }

/** A model that the API serves. */
export interface Model {
  readonly id: string
  readonly name: string
  readonly kind: 'text' | 'image'
  readonly tier: 'standard' | 'premium'
  readonly contextWindow: number | null
  readonly maxOutputTokens: number | null
  /** Most input tokens that one image in a message can cost; null: the model takes no images. */
  readonly maxTokensPerInputImage: number | null
  /** Output may hold hidden tokens: on disconnect the upstream is drained. */
  readonly reasoning: boolean
  readonly jobsOnly: boolean
  /** Past this many input tokens the whole request is priced at the long-context rates. */
  readonly longContextAbove: number | null
  /** In order of preference. */
  readonly providers: readonly Provider[]
  /** The upstream's own id of the model per provider, where it is not ours. */
  readonly upstreamIds: Readonly<Record<string, string>>
  /** Where the price comes from: a public price list, or the operator. */
  readonly priceSource: 'published' | 'operator'
  readonly position: number
  readonly retiredAt: Date | null
}

/** `standard`, `long_context`, or an image size such as `1024x1536`. */
export type Variant = 'standard' | 'long_context' | `${number}x${number}`

/** One rate of one model from one moment on: whole nano-dollars per token, or per image. */
export interface PriceRow {
  readonly id: string
  readonly modelId: string
  readonly variant: Variant
  readonly effectiveFrom: Date
  readonly inputNanos: Nanos | null
  readonly outputNanos: Nanos | null
  readonly imageNanos: Nanos | null
}

/** What a model costs, before it is known from when on. */
export type Rate = Pick<PriceRow, 'variant' | 'inputNanos' | 'outputNanos' | 'imageNanos'>

export interface CatalogEntry {
  readonly model: Model
  readonly rates: readonly Rate[]
}

const amount = z.string().regex(/^\d+(\.\d+)?$/, 'must be a plain decimal of dollars')
const tokens = z.int().positive()
const common = {
  id: z.string().min(1),
  name: z.string().min(1),
  tier: z.enum(['standard', 'premium']),
  providers: z.array(z.enum(providers)).min(1),
  priceSource: z.enum(['published', 'operator']),
  upstreamIds: z.partialRecord(z.enum(providers), z.string()).default({}),
}
const textModel = z.strictObject({
  ...common,
  kind: z.literal('text'),
  inputUsdPerMTok: amount,
  outputUsdPerMTok: amount,
  contextWindow: tokens,
  maxOutputTokens: tokens,
  maxTokensPerInputImage: tokens.optional(),
  reasoning: z.boolean().default(false),
  longContext: z
    .strictObject({ aboveInputTokens: tokens, inputUsdPerMTok: amount, outputUsdPerMTok: amount })
    .optional(),
})
const imageModel = z.strictObject({
  ...common,
  kind: z.literal('image'),
  usdPerImage: amount,
  sizes: z.record(z.templateLiteral([z.number(), 'x', z.number()]), amount).optional(),
  jobsOnly: z.boolean().default(false),
})
const catalogSchema = z.object({
  models: z.array(z.discriminatedUnion('kind', [textModel, imageModel])).min(1),
})

/** The catalogue as it stands in `catalog.json`, in its order. Throws where it is malformed, or a price is not whole nano-dollars. */
export function readCatalog(json: unknown = catalogJson): CatalogEntry[] {
  const { models } = catalogSchema.parse(json)
  const ids = new Set(models.map(model => model.id))
  if (ids.size !== models.length) throw new Error('the catalogue names a model twice')
  return models.map((entry, position) =>
    entry.kind === 'text' ? fromText(entry, position) : fromImage(entry, position),
  )
}

function fromText(entry: z.infer<typeof textModel>, position: number): CatalogEntry {
  const { inputUsdPerMTok, outputUsdPerMTok, longContext, ...rest } = entry
  const model: Model = {
    ...rest,
    position,
    jobsOnly: false,
    retiredAt: null,
    maxTokensPerInputImage: entry.maxTokensPerInputImage ?? null,
    longContextAbove: longContext?.aboveInputTokens ?? null,
  }
  const rates = [toTextRate('standard', inputUsdPerMTok, outputUsdPerMTok)]
  if (longContext)
    rates.push(toTextRate('long_context', longContext.inputUsdPerMTok, longContext.outputUsdPerMTok))
  return { model, rates }
}

function fromImage(entry: z.infer<typeof imageModel>, position: number): CatalogEntry {
  const { usdPerImage, sizes, ...rest } = entry
  const model: Model = {
    ...rest,
    position,
    retiredAt: null,
    reasoning: false,
    contextWindow: null,
    maxOutputTokens: null,
    maxTokensPerInputImage: null,
    longContextAbove: null,
  }
  const priced: [Variant, string][] = sizes
    ? Object.entries(sizes).map(([size, usd]) => [size as Variant, usd])
    : [['standard', usdPerImage]]
  const rates = priced.map(([variant, usd]) => ({
    variant,
    inputNanos: null,
    outputNanos: null,
    imageNanos: fromUsd(usd),
  }))
  return { model, rates }
}

function toTextRate(variant: Variant, inputUsd: string, outputUsd: string): Rate {
  return {
    variant,
    inputNanos: nanosPerToken(inputUsd),
    outputNanos: nanosPerToken(outputUsd),
    imageNanos: null,
  }
}

/** The same rate from the same moment has the same id, on whatever machine it was loaded. */
export function toPriceRow(modelId: string, rate: Rate, effectiveFrom: Date): PriceRow {
  const digest = createHash('sha256')
    .update(`${modelId}|${rate.variant}|${effectiveFrom.toISOString()}`)
    .digest('hex')
  return { id: `prc_${digest.slice(0, 12)}`, modelId, ...rate, effectiveFrom }
}

export function isSameRate(a: Rate, b: Rate): boolean {
  return a.inputNanos === b.inputNanos && a.outputNanos === b.outputNanos && a.imageNanos === b.imageNanos
}
