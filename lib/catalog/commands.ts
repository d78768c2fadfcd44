import { sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { models, prices } from '@/db/schema'
import {
  isSameRate,
  readCatalog,
  toPriceRow,
  type CatalogEntry,
  type Model,
  type PriceRow,
} from '@/lib/catalog/catalog'
import { loadCatalog, type Catalog } from '@/lib/catalog/queries'
import { recordControlChange } from '@/lib/control/commands'

/** From when the first price book holds. */
export const FIRST_PRICES_FROM = new Date('2026-01-01T00:00:00.000Z')

/** A changed price holds from the full minute after this, so that every gateway knows it before it does. */
const NOTICE_MS = 60_000

/**
 * Brings models and price book in the database to what `catalog.json` says. Safe to repeat, and from several processes. Prices
 * never change in the past: the very first hold from 2026-01-01, those of a new model from `now` (platform time), changed ones
 * from a minute later. A model that left the catalogue is retired; its rows stay.
 * @throws where a price of a model that stays has left the catalogue: requests by it would keep an old price in silence
 */
export async function syncCatalog(
  db: Db,
  now: Date,
  entries: readonly CatalogEntry[] = readCatalog(),
): Promise<{ models: number; pricesAdded: number }> {
  return db.transaction(async tx => {
    await tx.execute(sql`LOCK TABLE prices IN SHARE ROW EXCLUSIVE MODE`)
    const known = await loadCatalog(tx)
    const first = known.book.size === 0
    const added = entries.flatMap(entry => newPrices(known, entry, first ? FIRST_PRICES_FROM : now, now))
    const changed = await storeModels(tx, known, entries, now)
    if (added.length > 0) await tx.insert(prices).values(added)
    if (added.length > 0 || changed) await recordControlChange(tx, { kind: 'catalog' })
    return { models: entries.length, pricesAdded: added.length }
  })
}

/** Compared with the newest row, in force or announced. */
function newPrices({ book }: Catalog, { model, rates }: CatalogEntry, from: Date, now: Date): PriceRow[] {
  const variants = book.get(model.id)
  const gone = [...(variants?.keys() ?? [])].find(variant => !rates.some(rate => rate.variant === variant))
  if (gone) throw new Error(`the catalogue has no ${gone} price of ${model.id} any more: retire the model`)
  return rates.flatMap(rate => {
    const newest = variants?.get(rate.variant)?.[0]
    if (!newest) return toPriceRow(model.id, rate, from)
    return isSameRate(newest, rate) ? [] : toPriceRow(model.id, rate, noticeOf(newest.effectiveFrom, now))
  })
}

function noticeOf(newestFrom: Date, now: Date): Date {
  const earliest = Math.max(now.getTime() + NOTICE_MS, newestFrom.getTime() + 1)
  return new Date(Math.ceil(earliest / 60_000) * 60_000)
}

/** Whether anything that gateways know of changed. */
async function storeModels(
  tx: Tx,
  known: Catalog,
  entries: readonly CatalogEntry[],
  now: Date,
): Promise<boolean> {
  const listed = new Set(entries.map(({ model }) => model.id))
  const retired = [...known.models.values()].filter(model => !listed.has(model.id) && !model.retiredAt)
  const next = [...entries.map(({ model }) => model), ...retired.map(model => ({ ...model, retiredAt: now }))]
  const changed = next.filter(model => !isSameModel(known.models.get(model.id), model))
  for (const model of changed) {
    const row = { ...model, providers: [...model.providers], upstreamIds: { ...model.upstreamIds } }
    await tx.insert(models).values(row).onConflictDoUpdate({ target: models.id, set: row })
  }
  return changed.length > 0
}

function isSameModel(a: Model | undefined, b: Model): boolean {
  return a !== undefined && fingerprint(a) === fingerprint(b)
}

function fingerprint(model: Model): string {
  return JSON.stringify(Object.entries(model).sort(([a], [b]) => (a < b ? -1 : 1)))
}
