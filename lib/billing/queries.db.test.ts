import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { addMember, createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import type { Role } from '@/lib/accounts/roles'
import type { AccountId } from '@/lib/ids'
import { listPayerNames } from './queries'

const now = new Date('2026-11-05T09:00:00Z')
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function newUser(name: string) {
  const person = {
    name,
    email: `${name.toLowerCase()}@example.com`,
    passwordHash: null,
    emailVerifiedAt: now,
  }
  const id = await createUser(database.db, person, now)
  if (!id) throw new Error('the address is taken')
  return id
}

it('names those who may pay, the owner first, and nobody else: not of other accounts either', async () => {
  const { db } = database
  const owner = await newUser('Mira')
  const accountId = await db.transaction(tx => ensureOwnAccount(tx, owner, now))
  const stranger = await newUser('Stranger')
  await db.transaction(tx => ensureOwnAccount(tx, stranger, now))
  const roles: Record<string, Exclude<Role, 'owner'>> = {
    Vera: 'viewer',
    Dev: 'developer',
    Bill: 'billing',
    Ada: 'admin',
  }
  for (const [index, [name, role]] of Object.entries(roles).entries()) {
    const userId = await newUser(name)
    const joinedAt = new Date(now.getTime() + (index + 1) * 1_000)
    await db.transaction(tx => addMember(tx, { accountId, userId, role }, joinedAt))
  }
  const ctx = { db, accountId: accountId as AccountId, now }
  expect(await listPayerNames(ctx, 10)).toEqual(['Mira', 'Bill', 'Ada'])
  expect(await listPayerNames(ctx, 1)).toEqual(['Mira'])
})
