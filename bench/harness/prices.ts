import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What of the catalogue says what things cost: dollars as decimal strings, text per million tokens, images each. */
interface CatalogModel {
  readonly id: string
  readonly inputUsdPerMTok?: string
  readonly outputUsdPerMTok?: string
  readonly longContext?: {
    readonly aboveInputTokens: number
    readonly inputUsdPerMTok: string
    readonly outputUsdPerMTok: string
  }
  readonly usdPerImage?: string
  readonly sizes?: Readonly<Record<string, string>>
}

export interface Billable {
  readonly model: string
  readonly promptTokens: number
  readonly completionTokens: number
  readonly images: number
  readonly size: string | null
}

const catalogFile = join(import.meta.dirname, '..', '..', 'lib', 'catalog', 'catalog.json')
const { models } = JSON.parse(readFileSync(catalogFile, 'utf8')) as { models: CatalogModel[] }
const byId = new Map(models.map(model => [model.id, model]))

/**
 * What a line of the upstream's bill comes to at the catalogue's prices, in nano-dollars. Arithmetic of the bench's own: it
 * shares no code with what it judges.
 */
export function nanosOf({ model: id, promptTokens, completionTokens, images, size }: Billable): bigint {
  const model = byId.get(id)
  if (!model) throw new Error(`${id} is not in the catalogue`)
  if (images > 0) return BigInt(images) * scaled(model.sizes?.[size ?? ''] ?? model.usdPerImage ?? '', 9)
  const { longContext } = model
  const rates = longContext && promptTokens > longContext.aboveInputTokens ? longContext : model
  // A dollar per million tokens is a thousand nano-dollars per token.
  return (
    BigInt(promptTokens) * scaled(rates.inputUsdPerMTok ?? '', 3) +
    BigInt(completionTokens) * scaled(rates.outputUsdPerMTok ?? '', 3)
  )
}

/** A decimal string times a power of ten, which must come out whole. */
function scaled(decimal: string, power: number): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  if (!/^\d+$/.test(whole + fraction) || fraction.length > power) throw new Error(`not a price: "${decimal}"`)
  return BigInt(whole + fraction.padEnd(power, '0'))
}
