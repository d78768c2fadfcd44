import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditLog, authTokens, members, sessions, userAccounts, users } from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { linkToken, type LinkPurpose } from '@/lib/accounts/link-token'
import { requestReset, resetPassword } from '@/lib/accounts/password/commands'
import { getMembership, listAccountIds } from '@/lib/accounts/queries'
import { endSession, startSession, touchSession } from '@/lib/accounts/sessions/commands'
import { getLiveSession } from '@/lib/accounts/sessions/queries'
import { authenticate, signInWithProvider } from '@/lib/accounts/sign-in/commands'
import { resendVerification, signUp, verifyEmail } from '@/lib/accounts/sign-up/commands'
import type { TokenId, UserId } from '@/lib/ids'
import { DEFAULT_CEILING_NANOS } from '@/lib/limits/defaults'
import { queuedMailSchema, type QueuedMail } from '@/lib/mail/compose'

const secret = 'a secret of thirty-two characters'
const now = new Date()
const platformNow = new Date('2026-12-24T18:00:00.000Z')
const times = { now, platformNow }
const password = 'orbital teacup 42'
const place = '192.0.2.1'
const browser = { userAgent: 'test', address: place }

let test: TestDatabase
beforeAll(async () => void (test = await createTestDatabase()))
afterAll(() => test.drop())

let people = 0
const newAddress = () => `person${(people += 1)}@halcyon.example`
/** Each test comes from a place of its own, so that one test's attempts do not count for another. */
const newPlace = () => `198.51.100.${(people += 1)}`

async function mailsTo(address: string): Promise<QueuedMail[]> {
  const { rows } = await test.pool.query<{ data: unknown }>(
    `SELECT data FROM pgboss.job WHERE name = 'mail' AND data->>'to' = $1 ORDER BY created_on`,
    [address],
  )
  return rows.map(row => queuedMailSchema.parse(row.data))
}

/** The link in the newest mail of that purpose, as it will be signed when the mail goes out. */
async function linkIn(address: string, purpose: LinkPurpose): Promise<string> {
  const mail = (await mailsTo(address)).findLast(({ template }) => template === purpose)
  const { tokenId, expiresAt } = mail?.data as { tokenId: TokenId; expiresAt: string }
  return linkToken(secret, { purpose, id: tokenId, expiresAt: new Date(expiresAt) })
}

async function userOf(email: string) {
  const [user] = await test.db.select().from(users).where(eq(users.email, email))
  if (!user) throw new Error(`no user ${email}`)
  return { ...user, id: user.id as UserId }
}

/** Somebody who has signed up and confirmed the address. */
async function newMember(email = newAddress()): Promise<{ email: string; userId: UserId }> {
  await signUp(test.db, { name: 'Mira Okafor', email, password }, newPlace(), now)
  const token = await linkIn(email, 'verify_email')
  const done = await verifyEmail(test.db, { secret, token, password, place: newPlace() }, times)
  if (!done.ok) throw new Error(done.error.message)
  return { email, userId: done.value }
}

describe('signing up', () => {
  it('makes a person who owns an account once the address is confirmed, and not before', async () => {
    const email = newAddress()
    expect(await signUp(test.db, { name: 'Mira Okafor', email, password }, place, now)).toEqual({
      ok: true,
      value: null,
    })
    const user = await userOf(email)
    expect(user.emailVerifiedAt).toBeNull()
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await listAccountIds(test.db, user.id)).toEqual([])

    const token = await linkIn(email, 'verify_email')
    expect(await verifyEmail(test.db, { secret, token, password, place }, times)).toEqual({
      ok: true,
      value: user.id,
    })
    const [accountId] = await listAccountIds(test.db, user.id)
    expect(accountId).toMatch(/^acc_/)
    expect(accountId && (await getMembership(test.db, user.id, accountId))).toEqual({
      role: 'owner',
      account: {
        accountId,
        name: "Mira's account",
        standing: 'free',
        heldAt: null,
        ceilingNanos: DEFAULT_CEILING_NANOS,
        createdAt: platformNow,
      },
    })
    expect(DEFAULT_CEILING_NANOS).toBe(500_000_000_000n)
  })

  it('refuses a weak password before anything else happens', async () => {
    const email = newAddress()
    const done = await signUp(test.db, { name: 'Mira', email, password: 'password123' }, place, now)
    expect(done).toMatchObject({ ok: false, error: { code: 'weak_password', field: 'password' } })
    expect(await mailsTo(email)).toEqual([])
  })

  it('answers the same for a taken address, changes nothing, and tells its owner', async () => {
    const { email } = await newMember()
    const before = await userOf(email)
    const again = { name: 'Eve', email, password: 'a quite different one' }
    expect(await signUp(test.db, again, place, now)).toEqual({ ok: true, value: null })
    expect(await userOf(email)).toEqual(before)
    expect((await mailsTo(email)).map(mail => mail.template)).toEqual(['verify_email', 'already_registered'])
  })

  it('makes one person of an address that is signed up many times at once', async () => {
    const email = newAddress()
    const tries = Array.from({ length: 8 }, () =>
      signUp(test.db, { name: 'Mira', email, password }, newPlace(), now),
    )
    expect((await Promise.all(tries)).every(done => done.ok)).toBe(true)
    expect(await test.db.$count(users, eq(users.email, email))).toBe(1)
  })

  it('sends one address no more than a few mails an hour, and does not say so', async () => {
    const email = newAddress()
    for (let i = 0; i < 10; i += 1) expect(await resendOrSignUp(email, i)).toEqual({ ok: true, value: null })
    expect((await mailsTo(email)).length).toBe(6)
  })

  async function resendOrSignUp(email: string, i: number) {
    return i === 0
      ? await signUp(test.db, { name: 'Mira', email, password }, newPlace(), now)
      : await resendVerification(test.db, email, newPlace(), now)
  }

  it('is refused to a place that signs up without end', async () => {
    const here = newPlace()
    const done = []
    for (let i = 0; i < 31; i += 1)
      done.push(await signUp(test.db, { name: 'Bot', email: newAddress(), password }, here, now))
    expect(done.slice(0, 30).every(({ ok }) => ok)).toBe(true)
    expect(done[30]).toMatchObject({ ok: false, error: { code: 'too_many_attempts' } })
  })
})

describe('confirming an address', () => {
  it('needs the password, so that whoever typed the address first does not get its owner’s account', async () => {
    const email = newAddress()
    await signUp(test.db, { name: 'Eve', email, password: 'eve knows this one' }, newPlace(), now)
    const token = await linkIn(email, 'verify_email')
    const opened = await verifyEmail(test.db, { secret, token, password, place: newPlace() }, times)
    expect(opened).toMatchObject({ ok: false, error: { code: 'invalid_credentials', field: 'password' } })
    expect((await userOf(email)).emailVerifiedAt).toBeNull()

    await signUp(test.db, { name: 'Mira', email, password }, newPlace(), now)
    expect(await verifyEmail(test.db, { secret, token, password, place: newPlace() }, times)).toMatchObject({
      ok: true,
    })
    expect(
      await authenticate(test.db, { email, password: 'eve knows this one', place: newPlace() }),
    ).toMatchObject({
      ok: false,
    })
  })

  it('works once, for a day, and with no link that was not signed here', async () => {
    const email = newAddress()
    await signUp(test.db, { name: 'Mira', email, password }, newPlace(), now)
    const token = await linkIn(email, 'verify_email')
    const open = (given: string, at = now) =>
      verifyEmail(test.db, { secret, token: given, password, place: newPlace() }, { ...times, now: at })
    const expired = { ok: false, error: { code: 'link_expired' } }
    expect(await open(`${token}x`)).toMatchObject(expired)
    expect(await open('tok_0')).toMatchObject(expired)
    expect(await open(token, new Date(now.getTime() + 24 * 3_600_000))).toMatchObject(expired)
    expect(await open(token, new Date(now.getTime() + 24 * 3_600_000 - 1))).toMatchObject({ ok: true })
    expect(await open(token)).toMatchObject(expired)
  })

  it('makes one account of two clicks at once', async () => {
    const email = newAddress()
    await signUp(test.db, { name: 'Mira', email, password }, newPlace(), now)
    const token = await linkIn(email, 'verify_email')
    const clicks = [1, 2, 3].map(() =>
      verifyEmail(test.db, { secret, token, password, place: newPlace() }, times),
    )
    expect((await Promise.all(clicks)).filter(({ ok }) => ok).length).toBe(1)
    expect(await test.db.$count(userAccounts, eq(userAccounts.userId, (await userOf(email)).id))).toBe(1)
  })

  it('cannot be done with a link for a new password', async () => {
    const email = newAddress()
    await signUp(test.db, { name: 'Mira', email, password }, newPlace(), now)
    await requestReset(test.db, email, newPlace(), now)
    const token = await linkIn(email, 'reset_password')
    expect(await verifyEmail(test.db, { secret, token, password, place: newPlace() }, times)).toMatchObject({
      ok: false,
    })
  })
})

describe('signing in with a password', () => {
  it('takes the right one and nothing else', async () => {
    const { email, userId } = await newMember()
    const here = newPlace()
    expect(await authenticate(test.db, { email, password, place: here })).toEqual({ ok: true, value: userId })
    expect(await authenticate(test.db, { email, password: `${password}.`, place: here })).toMatchObject({
      ok: false,
    })
  })

  it('gives an unknown address, a wrong password and a person without one the same answer', async () => {
    const { email } = await newMember()
    const github = newAddress()
    await signInWithProvider(
      test.db,
      { provider: 'github', providerAccountId: github, name: 'Octo', verifiedEmail: github },
      times,
    )
    const answers = [newAddress(), email, github].map(address =>
      authenticate(test.db, { email: address, password: 'not this one, no', place: newPlace() }),
    )
    const [first, ...rest] = await Promise.all(answers)
    expect(first).toMatchObject({ ok: false, error: { code: 'invalid_credentials' } })
    for (const answer of rest) expect(answer).toEqual(first)
  })

  it('says that an address waits to be confirmed only to who knows the password', async () => {
    const email = newAddress()
    await signUp(test.db, { name: 'Mira', email, password }, newPlace(), now)
    const wrong = await authenticate(test.db, { email, password: 'not this one, no', place: newPlace() })
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid_credentials' } })
    const right = await authenticate(test.db, { email, password, place: newPlace() })
    expect(right).toMatchObject({ ok: false, error: { code: 'unverified' } })
  })

  it('stops guesses at one address from one place, all at once or one by one, and leaves other places alone', async () => {
    const { email } = await newMember()
    const here = newPlace()
    const guesses = Array.from({ length: 14 }, (_, i) =>
      authenticate(test.db, { email, password: `guess number ${i}`, place: here }),
    )
    const codes = (await Promise.all(guesses)).map(answer => (answer.ok ? 'in' : answer.error.code))
    expect(codes.filter(code => code === 'invalid_credentials').length).toBe(10)
    expect(codes.filter(code => code === 'too_many_attempts').length).toBe(4)
    expect(await authenticate(test.db, { email, password, place: here })).toMatchObject({
      error: { code: 'too_many_attempts' },
    })
    expect(await authenticate(test.db, { email, password, place: newPlace() })).toMatchObject({ ok: true })
  })

  it('forgets failures after a success, so that a person who mistypes is never locked out', async () => {
    const { email } = await newMember()
    const here = newPlace()
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 6; i += 1)
        await authenticate(test.db, { email, password: 'mistyped, sorry', place: here })
      expect(await authenticate(test.db, { email, password, place: here })).toMatchObject({ ok: true })
    }
  })
})

describe('a new password', () => {
  it('is set once by the mailed link, ends every session and is told', async () => {
    const { email, userId } = await newMember()
    const kept = await startSession(test.db, userId, browser, now)
    await requestReset(test.db, email, newPlace(), now)
    await requestReset(test.db, email, newPlace(), now)
    const token = await linkIn(email, 'reset_password')
    const set = (given: string, word: string) =>
      resetPassword(test.db, { secret, token: given, password: word, place: newPlace() }, times)

    expect(await set(token, 'password123')).toMatchObject({ ok: false, error: { code: 'weak_password' } })
    const both = await Promise.all([set(token, 'a second teacup 1'), set(token, 'a second teacup 2')])
    expect(both.filter(({ ok }) => ok).length).toBe(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'link_expired' } })
    const open = await test.db.$count(authTokens, sql`user_id = ${userId} AND used_at IS NULL`)
    expect(open).toBe(0)

    expect(await getLiveSession(test.db, kept, now)).toBeNull()
    expect(await authenticate(test.db, { email, password, place: newPlace() })).toMatchObject({ ok: false })
    expect((await mailsTo(email)).at(-1)?.template).toBe('password_changed')
  })

  it('shows that the mailbox is one’s own: an address that waited is confirmed by it', async () => {
    const email = newAddress()
    await signUp(test.db, { name: 'Eve', email, password: 'eve knows this one' }, newPlace(), now)
    await requestReset(test.db, email, newPlace(), now)
    const token = await linkIn(email, 'reset_password')
    const done = await resetPassword(test.db, { secret, token, password, place: newPlace() }, times)
    expect(done.ok).toBe(true)
    expect(await authenticate(test.db, { email, password, place: newPlace() })).toMatchObject({ ok: true })
    const verify = await linkIn(email, 'verify_email')
    expect(
      await verifyEmail(test.db, { secret, token: verify, password, place: newPlace() }, times),
    ).toMatchObject({
      ok: false,
    })
  })

  it('is offered to nobody in particular: an unknown address gets the same answer and no mail', async () => {
    const unknown = newAddress()
    const { email } = await newMember()
    expect(await requestReset(test.db, unknown, newPlace(), now)).toEqual(
      await requestReset(test.db, email, newPlace(), now),
    )
    expect(await mailsTo(unknown)).toEqual([])
    expect((await mailsTo(email)).at(-1)?.template).toBe('reset_password')
  })

  it('has a link of one hour', async () => {
    const { email } = await newMember()
    await requestReset(test.db, email, newPlace(), now)
    const token = await linkIn(email, 'reset_password')
    const late = { ...times, now: new Date(now.getTime() + 3_600_000) }
    expect(await resetPassword(test.db, { secret, token, password, place: newPlace() }, late)).toMatchObject({
      ok: false,
    })
  })
})

describe('sessions', () => {
  it('live until they are ended or thirty days are over, and each for itself', async () => {
    const { userId, email } = await newMember()
    const one = await startSession(test.db, userId, browser, now)
    const two = await startSession(test.db, userId, browser, now)
    expect(await getLiveSession(test.db, one, now)).toMatchObject({ id: one, user: { id: userId, email } })
    await endSession(test.db, one, now)
    expect(await getLiveSession(test.db, one, now)).toBeNull()
    expect(await getLiveSession(test.db, two, new Date(now.getTime() + 30 * 86_400_000 - 1))).not.toBeNull()
    expect(await getLiveSession(test.db, two, new Date(now.getTime() + 30 * 86_400_000))).toBeNull()
  })

  it('note their use every five minutes, and never backwards', async () => {
    const { userId } = await newMember()
    const id = await startSession(test.db, userId, browser, now)
    const seen = async () => (await test.db.select().from(sessions).where(eq(sessions.id, id)))[0]?.lastSeenAt
    await touchSession(test.db, id, now, new Date(now.getTime() + 299_000))
    expect(await seen()).toEqual(now)
    const later = new Date(now.getTime() + 301_000)
    await touchSession(test.db, id, now, later)
    expect(await seen()).toEqual(later)
  })
})

describe('signing in through a provider', () => {
  const identity = (id: string, verifiedEmail: string | null) =>
    ({ provider: 'github', providerAccountId: id, name: 'Octo Cat', verifiedEmail }) as const

  it('makes a person with an account of their own, once, however often and fast', async () => {
    const email = newAddress()
    const tries = Array.from({ length: 5 }, () => signInWithProvider(test.db, identity(email, email), times))
    const ids = (await Promise.all(tries)).map(done => (done.ok ? done.value : done.error.code))
    expect(new Set(ids).size).toBe(1)
    const user = await userOf(email)
    expect(user).toMatchObject({ id: ids[0], passwordHash: null, emailVerifiedAt: now })
    expect((await listAccountIds(test.db, user.id)).length).toBe(1)
  })

  it('is the same person after the address changed at the provider', async () => {
    const email = newAddress()
    const first = await signInWithProvider(test.db, identity(email, email), times)
    expect(await signInWithProvider(test.db, identity(email, newAddress()), times)).toEqual(first)
    expect(await signInWithProvider(test.db, identity(email, null), times)).toEqual(first)
  })

  it('joins an account whose address both sides have verified, and writes that down', async () => {
    const { email, userId } = await newMember()
    expect(await signInWithProvider(test.db, identity(email, email), times)).toEqual({
      ok: true,
      value: userId,
    })
    const acts = await test.db.select().from(auditLog).where(eq(auditLog.actorUserId, userId))
    expect(acts.map(({ action }) => action)).toContain('user.provider_linked')
  })

  it('never joins a password account that waits to be confirmed', async () => {
    const email = newAddress()
    await signUp(test.db, { name: 'Eve', email, password: 'eve knows this one' }, newPlace(), now)
    expect(await signInWithProvider(test.db, identity(email, email), times)).toMatchObject({
      ok: false,
      error: { code: 'account_unverified' },
    })
  })

  it('takes no address that the provider has not verified', async () => {
    expect(await signInWithProvider(test.db, identity('unverified', null), times)).toMatchObject({
      ok: false,
      error: { code: 'provider_email_unverified' },
    })
  })
})

describe('membership', () => {
  it('is each account’s own: nobody is a member of another’s', async () => {
    const mira = await newMember()
    const eve = await newMember()
    const [own] = await listAccountIds(test.db, mira.userId)
    if (!own) throw new Error('no account')
    expect(await getMembership(test.db, eve.userId, own)).toBeNull()
    expect(await test.db.$count(members, eq(members.accountId, own))).toBe(1)
  })
})
