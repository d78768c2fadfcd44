import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apiKeys, auditLog } from '@/db/schema'
import type { MemberCtx } from '@/lib/ctx'
import { getControlEpoch, listControlChanges } from '@/lib/control/queries'
import { heartbeat } from '@/lib/gateways/commands'
import { newId, type KeyId } from '@/lib/ids'
import { createLedgerWorld, newKeyId, NOON, type LedgerWorld } from '@/lib/usage/testing'
import { setCeiling, setSpendLimit } from './commands'
import { getEffectiveLimits } from './queries'

let world: LedgerWorld
let ctx: MemberCtx
let keyId: KeyId
beforeAll(async () => {
  world = await createLedgerWorld()
})
beforeEach(async () => {
  const accountId = await world.newAccount(500n)
  ctx = { db: world.db, accountId, now: NOON, userId: newId('user', NOON), role: 'owner' }
  keyId = newKeyId()
  await world.db.insert(apiKeys).values({
    accountId,
    id: keyId,
    name: 'k',
    permissions: [],
    status: 'active',
    secretHash: 'h',
    secretPrefix: 'sk-a',
    secretLastFour: 'wxyz',
    createdBy: ctx.userId,
    createdAt: NOON,
  })
})
afterAll(() => world.database.drop())

const limits = () => getEffectiveLimits(world.db, ctx.accountId, ['account', keyId])

describe('a spending limit', () => {
  it('is the lower of the own one and the ceiling; a key has only its own', async () => {
    expect(await limits()).toEqual(
      new Map([
        ['account', { limitNanos: 500n, setBy: 'operator' }],
        [keyId, { limitNanos: null, setBy: null }],
      ]),
    )
    await setSpendLimit(ctx, 'account', 499n)
    await setSpendLimit(ctx, keyId, 0n)
    expect(await limits()).toEqual(
      new Map([
        ['account', { limitNanos: 499n, setBy: 'account' }],
        [keyId, { limitNanos: 0n, setBy: 'key' }],
      ]),
    )
    await setCeiling({ db: world.db, now: NOON, actorUserId: null }, ctx.accountId, 300n)
    expect((await limits()).get('account')).toEqual({ limitNanos: 300n, setBy: 'operator' })
    await setSpendLimit(ctx, 'account', null)
    expect((await limits()).get('account')).toEqual({ limitNanos: 300n, setBy: 'operator' })
  })

  it('is written to the audit log, from and to, and told to the gateways', async () => {
    const before = await getControlEpoch(world.db)
    await setSpendLimit(ctx, 'account', 12_500_000_000n)
    await setSpendLimit(ctx, 'account', null)
    const log = await world.db.select().from(auditLog).where(eq(auditLog.accountId, ctx.accountId))
    expect(
      log.map(({ action, target, details, actorUserId }) => ({ action, target, details, actorUserId })),
    ).toEqual([
      {
        action: 'limit.changed',
        target: 'account',
        details: { from: null, to: '12.50' },
        actorUserId: ctx.userId,
      },
      {
        action: 'limit.changed',
        target: 'account',
        details: { from: '12.50', to: null },
        actorUserId: ctx.userId,
      },
    ])
    expect(await listControlChanges(world.db, before)).toMatchObject([
      { kind: 'account', accountId: ctx.accountId },
      { kind: 'account', accountId: ctx.accountId },
    ])
  })

  it('is in force when setting it returns: not before every gateway has applied it', async () => {
    const id = await world.newGateway()
    let returned = false
    const setting = setSpendLimit(ctx, 'account', 1n).then(result => {
      returned = true
      return result
    })
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(returned).toBe(false)
    const epoch = await getControlEpoch(world.db)
    await heartbeat(world.db, { id, mode: 'demo', ackedEpoch: epoch, oldestReservedPeriod: null })
    expect(await setting).toEqual({ ok: true, value: { limitNanos: 1n } })
  })

  it('of a key that is not there, or is another account’s, changes nothing', async () => {
    const other = { ...ctx, accountId: await world.newAccount() }
    const before = await getControlEpoch(world.db)
    expect(await setSpendLimit(other, keyId, 1n)).toMatchObject({ error: { code: 'unknown_key' } })
    expect(await setSpendLimit(ctx, newKeyId(), 1n)).toMatchObject({ error: { code: 'unknown_key' } })
    await expect(setSpendLimit(ctx, 'account', -1n)).rejects.toThrow(RangeError)
    expect(
      await setCeiling({ db: world.db, now: NOON, actorUserId: null }, newId('account', NOON), 1n),
    ).toMatchObject({ error: { code: 'unknown_account' } })
    expect(await getControlEpoch(world.db)).toBe(before)
    await expect(getEffectiveLimits(world.db, newId('account', NOON), ['account'])).rejects.toThrow(
      /does not exist/,
    )
  })
})
