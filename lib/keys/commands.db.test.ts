import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiKeys, auditLog, controlChanges, gateways, keyLookup } from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import type { MemberCtx } from '@/lib/ctx'
import { newId } from '@/lib/ids'
import { findCaller } from '@/lib/keys/authentication/queries'
import {
  changeKey,
  createKey,
  deleteKey,
  disableKey,
  enableKey,
  regenerateKey,
  setKeyRates,
  type FreshKey,
} from '@/lib/keys/commands'
import { KEYS_MAX, type NewKey } from '@/lib/keys/key-input'
import { countKeys, getKey, listKeys } from '@/lib/keys/queries'
import { hashSecret } from '@/lib/keys/secret'
import { setSpendLimit } from '@/lib/limits/commands'
import { freeRates } from '@/lib/limits/rates'
import { listKeyLimits } from '@/lib/limits/settings/queries'

const now = new Date('2026-11-22T21:40:00.000Z')
const web: NewKey = {
  name: 'production-web',
  permissions: ['text_generation'],
  expiry: 'none',
  limitNanos: null,
}

let test: TestDatabase
beforeAll(async () => void (test = await createTestDatabase()))
afterAll(() => test.drop())

let people = 0
async function newOwner(): Promise<MemberCtx> {
  const email = `owner${(people += 1)}@halcyon.example`
  const person = { name: 'Mira', email, passwordHash: null, emailVerifiedAt: now }
  const userId = await createUser(test.db, person, now)
  if (!userId) throw new Error('taken')
  const accountId = await test.db.transaction(tx => ensureOwnAccount(tx, userId, now))
  return { db: test.db, accountId, userId, role: 'owner', now }
}

async function newKey(ctx: MemberCtx, input = web): Promise<FreshKey> {
  const created = await createKey(ctx, input)
  if (!created.ok) throw new Error(created.error.message)
  return created.value
}

const caller = (secret: string) => findCaller(test.db, hashSecret(secret))
const epochs = (ctx: MemberCtx) => test.db.$count(controlChanges, eq(controlChanges.accountId, ctx.accountId))

describe('a new key', () => {
  it('works at once, and its secret stands nowhere', async () => {
    const ctx = await newOwner()
    const { id, secret } = await newKey(ctx)
    expect(await caller(secret)).toMatchObject({
      account: { id: ctx.accountId },
      key: { id, permissions: ['text_generation'], status: 'active', expiresAt: null },
    })
    const everything = await Promise.all([
      test.db.select().from(apiKeys),
      test.db.select().from(keyLookup),
      test.db.select().from(auditLog),
    ])
    expect(JSON.stringify(everything)).not.toContain(secret)
    expect(await listKeys(ctx)).toMatchObject([
      { id, name: 'production-web', masked: `${secret.slice(0, 7)}…${secret.slice(-4)}` },
    ])
  })

  it('ends with the day that was chosen, by platform time', async () => {
    const ctx = await newOwner()
    await newKey(ctx, { ...web, expiry: '7' })
    const list = async (at: string) => (await listKeys({ ...ctx, now: new Date(at) }))[0]
    expect(await list('2026-11-29T23:59:59.999Z')).toMatchObject({ status: 'active' })
    expect(await list('2026-11-30T00:00:00.000Z')).toMatchObject({ status: 'expired' })
    expect(await countKeys({ ...ctx, now: new Date('2026-11-30T00:00:00.000Z') })).toEqual({
      total: 1,
      active: 0,
    })
    const past = await createKey(ctx, { ...web, expiry: 'date', expiryDate: '2026-11-21' })
    expect(past).toMatchObject({ ok: false, error: { code: 'invalid_expiry', field: 'expiryDate' } })
  })

  it('is refused beyond a thousand, however many are created at once; deleting makes room', async () => {
    const ctx = await newOwner()
    const filler = Array.from({ length: KEYS_MAX - 2 }, (_, i) => ({
      accountId: ctx.accountId,
      id: newId('key', now),
      name: `key ${i}`,
      permissions: ['user_info' as const],
      status: 'active' as const,
      secretHash: `${ctx.accountId}-${i}`,
      secretPrefix: 'sk-0000',
      secretLastFour: '0000',
      createdBy: ctx.userId,
      createdAt: now,
    }))
    await test.db.insert(apiKeys).values(filler)
    const tries = await Promise.all(Array.from({ length: 6 }, () => createKey(ctx, web)))
    expect(tries.filter(({ ok }) => ok).length).toBe(2)
    expect(tries.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'too_many_keys' } })
    await deleteKey(ctx, filler[0]?.id ?? newId('key', now))
    expect(await createKey(ctx, web)).toMatchObject({ ok: true })
  })
})

describe('an existing key', () => {
  it('is switched off and on again; each time gateways are told', async () => {
    const ctx = await newOwner()
    const { id, secret } = await newKey(ctx)
    const before = await epochs(ctx)
    expect(await disableKey(ctx, id)).toEqual({ ok: true, value: null })
    expect((await caller(secret))?.key.status).toBe('disabled')
    expect(await enableKey(ctx, id)).toEqual({ ok: true, value: null })
    expect((await caller(secret))?.key.status).toBe('active')
    expect(await epochs(ctx)).toBe(before + 2)
  })

  it('gets a new secret, and the old one is dead; id, name and the rest stay', async () => {
    const ctx = await newOwner()
    const { id, secret } = await newKey(ctx, { ...web, expiry: '30' })
    await disableKey(ctx, id)
    const done = await regenerateKey(ctx, id)
    if (!done.ok) throw new Error(done.error.message)
    expect(done.value).toMatchObject({ id, name: 'production-web' })
    expect(await caller(secret)).toBeNull()
    expect(await caller(done.value.secret)).toMatchObject({
      key: {
        id,
        status: 'disabled',
        permissions: ['text_generation'],
        expiresAt: new Date('2026-12-22T23:59:59.999Z'),
      },
    })
  })

  it('leaves one live secret when it is regenerated twice at once', async () => {
    const ctx = await newOwner()
    const { id } = await newKey(ctx)
    const both = await Promise.all([regenerateKey(ctx, id), regenerateKey(ctx, id)])
    const alive = await Promise.all(both.map(done => (done.ok ? caller(done.value.secret) : null)))
    expect(alive.filter(found => found !== null).length).toBe(1)
    expect(await test.db.$count(keyLookup, eq(keyLookup.keyId, id))).toBe(1)
  })

  it('is gone for good once deleted, but its row stays for history', async () => {
    const ctx = await newOwner()
    const { id, secret } = await newKey(ctx)
    expect(await deleteKey(ctx, id)).toEqual({ ok: true, value: null })
    expect(await caller(secret)).toBeNull()
    const gone = { ok: false, error: { code: 'unknown_key' } }
    expect(await deleteKey(ctx, id)).toMatchObject(gone)
    expect(await enableKey(ctx, id)).toMatchObject(gone)
    expect(await regenerateKey(ctx, id)).toMatchObject(gone)
    expect(await listKeys(ctx)).toEqual([])
    expect(await test.db.$count(apiKeys, eq(apiKeys.id, id))).toBe(1)
  })

  it('can only be deleted once it has expired', async () => {
    const ctx = await newOwner()
    const { id } = await newKey(ctx, { ...web, expiry: '7' })
    const later = { ...ctx, now: new Date('2026-12-01T00:00:00.000Z') }
    expect(await enableKey(later, id)).toMatchObject({ ok: false, error: { code: 'expired' } })
    expect(await regenerateKey(later, id)).toMatchObject({ ok: false, error: { code: 'expired' } })
    expect(await deleteKey(later, id)).toMatchObject({ ok: true })
  })

  it('leaves a trace of every act, with who did it', async () => {
    const ctx = await newOwner()
    const { id } = await newKey(ctx)
    const minute = (count: number) => ({ ...ctx, now: new Date(now.getTime() + count * 60_000) })
    await disableKey(minute(1), id)
    await enableKey(minute(2), id)
    await regenerateKey(minute(3), id)
    await deleteKey(minute(4), id)
    const acts = await test.db.select().from(auditLog).where(eq(auditLog.target, id)).orderBy(auditLog.at)
    expect(acts.map(({ action, actorUserId }) => [action, actorUserId])).toEqual(
      ['key.created', 'key.disabled', 'key.enabled', 'key.regenerated', 'key.deleted'].map(act => [
        act,
        ctx.userId,
      ]),
    )
  })

  it('is out of reach for members of other accounts: they see, change and learn nothing', async () => {
    const [mira, eve] = [await newOwner(), await newOwner()]
    const { id, secret } = await newKey(mira)
    const none = { requestsPerMinute: null, tokensPerMinute: null }
    for (const done of [
      disableKey(eve, id),
      enableKey(eve, id),
      regenerateKey(eve, id),
      deleteKey(eve, id),
      changeKey(eve, id, web),
      setKeyRates(eve, id, none),
      setSpendLimit(eve, id, 0n),
    ])
      expect(await done).toMatchObject({ ok: false, error: { code: 'unknown_key' } })
    expect(await listKeys(eve)).toEqual([])
    expect(await countKeys(eve)).toEqual({ total: 0, active: 0 })
    expect((await caller(secret))?.key.status).toBe('active')
    expect(await epochs(eve)).toBe(0)
  })
})

describe('what a key may', () => {
  it('is said anew, and gateways are told; what was before is in the log', async () => {
    const ctx = await newOwner()
    const { id, secret } = await newKey(ctx, { ...web, expiry: '7' })
    const before = await epochs(ctx)
    const change = { name: 'web', permissions: ['user_info' as const], expiry: 'none' as const }
    expect(await changeKey(ctx, id, change)).toEqual({ ok: true, value: null })
    expect(await caller(secret)).toMatchObject({ key: { id, permissions: ['user_info'], expiresAt: null } })
    expect(await getKey(ctx, id)).toMatchObject({ name: 'web', createdBy: 'Mira', deletedAt: null })
    expect(await epochs(ctx)).toBe(before + 1)
    const [entry] = await test.db.select().from(auditLog).where(eq(auditLog.action, 'key.changed'))
    expect(entry?.details).toEqual({
      name_from: 'production-web',
      name_to: 'web',
      permissions_from: 'text_generation',
      permissions_to: 'user_info',
      expires_from: '2026-11-29T23:59:59.999Z',
      expires_to: null,
    })
  })

  it('cannot be said anew of a key that has expired or been deleted, nor with an end that is over', async () => {
    const ctx = await newOwner()
    const { id } = await newKey(ctx, { ...web, expiry: '7' })
    const over = { ...web, expiry: 'date' as const, expiryDate: '2026-11-21' }
    expect(await changeKey(ctx, id, over)).toMatchObject({ error: { field: 'expiryDate' } })
    const later = { ...ctx, now: new Date('2026-12-01T00:00:00.000Z') }
    expect(await changeKey(later, id, web)).toMatchObject({ ok: false, error: { code: 'expired' } })
    await deleteKey(ctx, id)
    expect(await changeKey(ctx, id, web)).toMatchObject({ ok: false, error: { code: 'unknown_key' } })
  })

  it('has a monthly limit from its first moment on, which regenerating keeps', async () => {
    const ctx = await newOwner()
    const { id } = await newKey(ctx, { ...web, limitNanos: 250_000_000n })
    expect(await listKeyLimits(ctx)).toEqual(new Map([[id, 250_000_000n]]))
    await regenerateKey(ctx, id)
    expect(await listKeyLimits(ctx)).toEqual(new Map([[id, 250_000_000n]]))
    await newKey(ctx)
    expect((await listKeyLimits(ctx)).size).toBe(1)
  })

  it('has rate limits of its own, up to those of its account, and gateways are told', async () => {
    const ctx = await newOwner()
    const { id, secret } = await newKey(ctx)
    const before = await epochs(ctx)
    const rates = { requestsPerMinute: 5, tokensPerMinute: freeRates.tokensPerMinute }
    expect(await setKeyRates(ctx, id, rates)).toEqual({ ok: true, value: null })
    expect(await caller(secret)).toMatchObject({ key: rates })
    expect(await epochs(ctx)).toBe(before + 1)
    const none = { requestsPerMinute: null, tokensPerMinute: null }
    const { requestsPerMinute } = freeRates
    for (const [field, wrong] of [
      ['requestsPerMinute', { ...none, requestsPerMinute: 0 }],
      ['requestsPerMinute', { ...none, requestsPerMinute: requestsPerMinute + 1 }],
      ['tokensPerMinute', { ...none, tokensPerMinute: freeRates.tokensPerMinute + 1 }],
    ] as const)
      expect(await setKeyRates(ctx, id, wrong)).toMatchObject({ ok: false, error: { field } })
    expect(await caller(secret)).toMatchObject({ key: rates })
    expect(await setKeyRates(ctx, id, none)).toMatchObject({ ok: true })
    expect(await caller(secret)).toMatchObject({ key: none })
  })

  it('stays on its page once it is deleted, for its account alone', async () => {
    const [mira, eve] = [await newOwner(), await newOwner()]
    const { id } = await newKey(mira)
    await deleteKey(mira, id)
    expect(await getKey(mira, id)).toMatchObject({ id, name: 'production-web', deletedAt: now })
    expect(await getKey(eve, id)).toBeNull()
  })
})

describe('in force', () => {
  it('means that the command returns only when a gateway has acknowledged', async () => {
    const ctx = await newOwner()
    const { id } = await newKey(ctx)
    const gateway = { id: newId('gateway', new Date()), kind: 'gateway' as const, ackedEpoch: 0 }
    await test.db
      .insert(gateways)
      .values({ ...gateway, startedAt: new Date(), heartbeatAt: new Date(), fenceAfterMs: 60_000 })
    let returned = false
    const done = disableKey(ctx, id).then(result => {
      returned = true
      return result
    })
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(returned).toBe(false)
    await test.db.update(gateways).set({ ackedEpoch: 1_000_000 }).where(eq(gateways.id, gateway.id))
    expect(await done).toMatchObject({ ok: true })
    await test.db.update(gateways).set({ fencedAt: new Date() }).where(eq(gateways.id, gateway.id))
  })
})

describe('finding keys', () => {
  it('looks into names and what is shown of a key, literally', async () => {
    const ctx = await newOwner()
    for (const name of ['alpha_100%', 'beta', 'Alphabet', 'gamma']) await newKey(ctx, { ...web, name })
    const names = async (search: string) => (await listKeys(ctx, search)).map(({ name }) => name).toSorted()
    expect(await names('ALPHA')).toEqual(['Alphabet', 'alpha_100%'])
    expect(await names('100%')).toEqual(['alpha_100%'])
    expect(await names('_')).toEqual(['alpha_100%'])
    expect(await names("' OR 1=1 --")).toEqual([])
    const masked = (await listKeys(ctx)).find(({ name }) => name === 'beta')?.masked ?? ''
    expect(await names(masked)).toEqual(['beta'])
  })
})
