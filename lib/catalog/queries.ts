import { asc } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { models, prices } from '@/db/schema'
import type { Model, PriceRow, Variant } from '@/lib/catalog/catalog'
import { priceAt, toPriceBook, type PriceBook } from '@/lib/catalog/rating'
import { providers } from '@/lib/env-variables'

export interface Catalog {
  /** By id, retired ones too: what was used keeps its name. */
  readonly models: ReadonlyMap<string, Model>
  readonly book: PriceBook
}

/** A model with the prices in force, one per variant. */
export interface PricedModel extends Model {
  readonly prices: readonly PriceRow[]
}

/** The whole catalogue and every price there ever was; some hundred rows. */
export async function loadCatalog(db: DbOrTx): Promise<Catalog> {
  const modelRows = await db.select().from(models).orderBy(asc(models.position), asc(models.id))
  const priceRows = await db.select().from(prices)
  return {
    models: new Map(modelRows.map(row => [row.id, toModel(row)])),
    book: toPriceBook(priceRows.map(toPrice)),
  }
}

/** The models on offer at `now`, in the catalogue's order, with their prices. */
export async function listModels(db: DbOrTx, now: Date): Promise<PricedModel[]> {
  const { models, book } = await loadCatalog(db)
  return [...models.values()]
    .filter(model => model.retiredAt === null || model.retiredAt > now)
    .map(model => ({ ...model, prices: pricesOf(book, model, now) }))
    .filter(model => model.prices.length > 0)
}

/** The prices of a model in force at `now`: standard first, then long-context or by size. */
function pricesOf(book: PriceBook, model: Model, now: Date): PriceRow[] {
  const variants = [...(book.get(model.id)?.keys() ?? [])].sort(byVariant)
  return variants.flatMap(variant => priceAt(book, model.id, variant, now) ?? [])
}

function byVariant(a: string, b: string): number {
  if (a === b) return 0
  return a === 'standard' || (b !== 'standard' && a < b) ? -1 : 1
}

function toModel({ providers: names, ...row }: typeof models.$inferSelect): Model {
  return { ...row, providers: providers.filter(name => names.includes(name)).sort(inOrderOf(names)) }
}

function inOrderOf(names: readonly string[]) {
  return (a: string, b: string) => names.indexOf(a) - names.indexOf(b)
}

/** Rows are written by `syncCatalog` alone, from a parsed catalogue. */
function toPrice(row: typeof prices.$inferSelect): PriceRow {
  return { ...row, variant: row.variant as Variant }
}
