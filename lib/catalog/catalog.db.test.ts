import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { getControlEpoch } from '@/lib/control/queries'
import { readCatalog, type CatalogEntry } from './catalog'
import { FIRST_PRICES_FROM, syncCatalog } from './commands'
import { listModels, loadCatalog } from './queries'
import { priceAt } from './rating'

const now = new Date('2026-11-22T10:00:30.000Z')
const soon = new Date('2026-11-22T10:02:00.000Z')
const nemo = 'mistralai/mistral-nemo'

let database: TestDatabase
const databases: TestDatabase[] = []
beforeEach(async () => {
  database = await createTestDatabase()
  databases.push(database)
})
afterAll(() => Promise.all(databases.map(each => each.drop())))

const repriced = (entries: readonly CatalogEntry[], id: string, inputNanos: bigint) =>
  entries.map(entry =>
    entry.model.id === id ? { ...entry, rates: entry.rates.map(rate => ({ ...rate, inputNanos })) } : entry,
  )

describe('the catalogue', () => {
  it('is loaded whole, its first prices from the beginning, and once', async () => {
    const entries = readCatalog()
    const rates = entries.flatMap(entry => entry.rates).length
    expect(await syncCatalog(database.db, now)).toEqual({ models: entries.length, pricesAdded: rates })
    const epoch = await getControlEpoch(database.db)
    expect(await syncCatalog(database.db, soon)).toEqual({ models: entries.length, pricesAdded: 0 })
    expect(await getControlEpoch(database.db)).toBe(epoch)
    const { models, book } = await loadCatalog(database.db)
    expect([...models.values()]).toEqual(entries.map(({ model }) => model))
    expect(priceAt(book, nemo, 'standard', FIRST_PRICES_FROM)).toMatchObject({
      inputNanos: 10n,
      outputNanos: 19n,
    })
    expect(priceAt(book, nemo, 'standard', new Date(FIRST_PRICES_FROM.getTime() - 1))).toBeNull()
  })

  it('is the same from several processes at once', async () => {
    const added = await Promise.all(Array.from({ length: 3 }, () => syncCatalog(database.db, now)))
    expect(added.map(({ pricesAdded }) => pricesAdded).filter(n => n > 0)).toHaveLength(1)
  })

  it('changes a price from the next minute but one on, never in the past, and tells the gateways', async () => {
    await syncCatalog(database.db, now)
    const epoch = await getControlEpoch(database.db)
    expect(await syncCatalog(database.db, now, repriced(readCatalog(), nemo, 11n))).toMatchObject({
      pricesAdded: 1,
    })
    expect(await getControlEpoch(database.db)).toBe(epoch + 1)
    const { book } = await loadCatalog(database.db)
    const before = new Date(soon.getTime() - 1)
    expect(priceAt(book, nemo, 'standard', now)).toMatchObject({ inputNanos: 10n })
    expect(priceAt(book, nemo, 'standard', before)).toMatchObject({ inputNanos: 10n })
    expect(priceAt(book, nemo, 'standard', soon)).toMatchObject({ inputNanos: 11n, effectiveFrom: soon })
    // The same change again, and taking it back at once, are no price in the past either.
    expect(await syncCatalog(database.db, now, repriced(readCatalog(), nemo, 11n))).toMatchObject({
      pricesAdded: 0,
    })
    await syncCatalog(database.db, now)
    const taken = priceAt(
      (await loadCatalog(database.db)).book,
      nemo,
      'standard',
      new Date('2026-11-22T10:03:00Z'),
    )
    expect(taken).toMatchObject({ inputNanos: 10n, effectiveFrom: new Date('2026-11-22T10:03:00Z') })
  })

  it('sells a new model from now on, retires one that left, and takes it back', async () => {
    const entries = readCatalog()
    const without = entries.filter(({ model }) => model.id !== nemo)
    await syncCatalog(database.db, now, without)
    expect(await syncCatalog(database.db, soon, entries)).toMatchObject({ pricesAdded: 1 })
    const { book } = await loadCatalog(database.db)
    expect(priceAt(book, nemo, 'standard', soon)).toMatchObject({ effectiveFrom: soon })
    expect(priceAt(book, nemo, 'standard', now)).toBeNull()
    await syncCatalog(database.db, soon, without)
    expect((await loadCatalog(database.db)).models.get(nemo)?.retiredAt).toEqual(soon)
    expect((await listModels(database.db, soon)).map(({ id }) => id)).not.toContain(nemo)
    await syncCatalog(database.db, soon, entries)
    expect((await listModels(database.db, soon)).map(({ id }) => id)).toContain(nemo)
  })

  it('refuses to drop one price of a model that stays', async () => {
    await syncCatalog(database.db, now)
    const entries = readCatalog().map(entry => ({ ...entry, rates: entry.rates.slice(0, 1) }))
    await expect(syncCatalog(database.db, soon, entries)).rejects.toThrow(/retire the model/)
  })

  it('lists models in its own order with the prices in force, the standard one first', async () => {
    await syncCatalog(database.db, now)
    const models = await listModels(database.db, now)
    expect(models.map(({ id }) => id)).toEqual(readCatalog().map(({ model }) => model.id))
    const gemini = models.find(({ id }) => id === 'google/gemini-3-pro-preview')
    expect(
      gemini?.prices.map(({ variant, inputNanos, outputNanos }) => [variant, inputNanos, outputNanos]),
    ).toEqual([
      ['standard', 2_000n, 12_000n],
      ['long_context', 4_000n, 18_000n],
    ])
    const image = models.find(({ id }) => id === 'gpt-image-1-high')
    expect(image?.prices.map(({ variant, imageNanos }) => [variant, imageNanos])).toEqual([
      ['1024x1024', 167_000_000n],
      ['1024x1536', 250_000_000n],
      ['1536x1024', 250_000_000n],
    ])
    expect(models.find(({ id }) => id === 'openai/gpt-4.1')?.providers).toEqual(['aggregator', 'azure'])
  })
})
