import { notInArray, sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { characterReads, characters } from '@/db/schema'
import { readCharacters, type Character } from '@/lib/characters/character'
import { listCharacters } from '@/lib/characters/queries'
import { recordControlChange } from '@/lib/control/commands'
import type { AccountId } from '@/lib/ids'

/** Brings the characters in the database to what `characters.json` says. Safe to repeat, and from several processes. */
export async function syncCharacters(
  db: Db,
  now: Date,
  wanted: readonly Character[] = readCharacters(),
): Promise<void> {
  await db.transaction(async tx => {
    await tx.execute(sql`LOCK TABLE characters IN SHARE ROW EXCLUSIVE MODE`)
    const known = new Map((await listCharacters(tx)).map(character => [character.id, character]))
    const changed = wanted.filter(character => !isSame(known.get(character.id), character))
    for (const { id, ...character } of changed) {
      const values = { ...character, tags: [...character.tags] }
      await tx
        .insert(characters)
        .values({ id, createdAt: now, ...values })
        .onConflictDoUpdate({ target: characters.id, set: values })
    }
    const ids = wanted.map(({ id }) => id)
    const removed = await tx.delete(characters).where(notInArray(characters.id, ids)).returning()
    if (changed.length + removed.length > 0) await recordControlChange(tx, { kind: 'catalog' })
  })
}

/**
 * Counts one read of characters by an account against its day (of UTC, by platform time), over all gateways; false, and not
 * counted, where `mostPerDay` were read already.
 */
export async function countCharacterRead(
  db: Db,
  accountId: AccountId,
  now: Date,
  mostPerDay: number,
): Promise<boolean> {
  if (mostPerDay < 1) return false
  const day = startOfDay(now)
  const { day: lastDay, reads } = characterReads
  const counted = await db
    .insert(characterReads)
    .values({ accountId, day, reads: 1 })
    .onConflictDoUpdate({
      target: characterReads.accountId,
      set: {
        day: sql`greatest(${lastDay}, excluded.day)`,
        reads: sql`CASE WHEN ${lastDay} < excluded.day THEN 1 ELSE ${reads} + 1 END`,
      },
      setWhere: sql`${lastDay} < excluded.day OR ${reads} < ${mostPerDay}`,
    })
    .returning({ reads })
  return counted.length > 0
}

function startOfDay(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
}

function isSame(a: Character | undefined, b: Character): boolean {
  return a !== undefined && fingerprint(a) === fingerprint(b)
}

function fingerprint(character: Character): string {
  return JSON.stringify(Object.entries(character).sort(([a], [b]) => (a < b ? -1 : 1)))
}
