import { asc } from 'drizzle-orm'
import type { DbOrTx } from '@/db/client'
import { characters } from '@/db/schema'
import type { Character } from '@/lib/characters/character'

/** Every character, by name; some dozens. */
export async function listCharacters(db: DbOrTx): Promise<Character[]> {
  const rows = await db.select().from(characters).orderBy(asc(characters.name), asc(characters.id))
  return rows.map(({ createdAt: _createdAt, ...character }) => character)
}
