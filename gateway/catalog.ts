import type { Db } from '@/db/client'
import type { Model } from '@/lib/catalog/catalog'
import { loadCatalog } from '@/lib/catalog/queries'
import type { PriceBook } from '@/lib/catalog/rating'
import type { Character } from '@/lib/characters/character'
import { listCharacters } from '@/lib/characters/queries'

/** What the platform offers, in memory, as of the last control change: models, prices and characters. */
export class CatalogCache {
  #models: ReadonlyMap<string, Model> = new Map()
  #characters: ReadonlyMap<string, Character> = new Map()
  #book: PriceBook | null = null

  constructor(private readonly db: Db) {}

  async reload(): Promise<void> {
    const [{ models, book }, characters] = await Promise.all([loadCatalog(this.db), listCharacters(this.db)])
    this.#models = models
    this.#book = book
    this.#characters = new Map(characters.map(character => [character.id, character]))
  }

  /** The models on sale at `now`, in the catalogue's order. */
  models(now: Date): Model[] {
    return [...this.#models.values()]
      .filter(model => isOnSale(model, now))
      .sort((a, b) => a.position - b.position)
  }

  find(id: string, now: Date): Model | null {
    const model = this.#models.get(id)
    return model && isOnSale(model, now) ? model : null
  }

  /** By name. */
  get characters(): Character[] {
    return [...this.#characters.values()]
  }

  findCharacter(id: string): Character | null {
    return this.#characters.get(id) ?? null
  }

  get book(): PriceBook {
    if (!this.#book) throw new Error('the catalogue is not loaded yet')
    return this.#book
  }
}

function isOnSale(model: Model, now: Date): boolean {
  return model.retiredAt === null || model.retiredAt > now
}
