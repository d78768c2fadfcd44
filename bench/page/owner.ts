import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { encode } from 'next-auth/jwt'
import type { Breadth } from '@/bench/usage/account'
import type { Db } from '@/db/client'
import { accounts, apiKeys, keyLookup } from '@/db/schema'
import { createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import { hashPassword } from '@/lib/accounts/password-hash'
import { SESSION_SECONDS } from '@/lib/accounts/sessions/lifetime'
import { startSession } from '@/lib/accounts/sessions/commands'
import type { AccountId } from '@/lib/ids'
import { newSecret, toSecretRecord } from '@/lib/keys/secret'

/** Somebody who is signed in, with an account that may call the API. */
export interface Owner {
  readonly accountId: AccountId
  readonly email: string
  readonly password: string
  /** The header of their browser. */
  readonly cookie: string
  /** What the cookie is signed with: the system's `NEXTAUTH_SECRET`. */
  readonly secret: string
  readonly apiKey: string
}

/** The owner of an account whose keys bear these ids; the first one's secret is known. */
export async function createOwner(db: Db, { keyIds }: Breadth, now: Date): Promise<Owner> {
  const [email, password] = ['heavy@bench.example', randomBytes(12).toString('base64url')]
  const user = { name: 'Heavy User', email, passwordHash: await hashPassword(password), emailVerifiedAt: now }
  const userId = await createUser(db, user, now)
  if (!userId) throw new Error('a new database knows nobody')
  const accountId = await ensureOwnAccount(db, userId, now)
  await db.update(accounts).set({ standing: 'active' }).where(eq(accounts.accountId, accountId))
  const secrets = keyIds.map(() => newSecret())
  for (const [i, id] of keyIds.entries()) {
    const record = toSecretRecord(secrets[i] ?? '')
    await db.insert(apiKeys).values({
      accountId,
      id,
      name: `service-${String(i + 1).padStart(2, '0')}`,
      permissions: ['text_generation'],
      status: 'active',
      ...record,
      createdBy: userId,
      createdAt: now,
    })
    await db.insert(keyLookup).values({ hash: record.secretHash, accountId, keyId: id })
  }
  const sid = await startSession(db, userId, { userAgent: 'bench', address: null }, now)
  const secret = randomBytes(32).toString('base64url')
  const token = await encode({ token: { sid }, secret, maxAge: SESSION_SECONDS })
  return {
    accountId,
    email,
    password,
    cookie: `next-auth.session-token=${token}`,
    secret,
    apiKey: secrets[0] ?? '',
  }
}
