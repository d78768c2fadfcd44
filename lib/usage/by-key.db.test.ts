import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
import { endOf, startOf } from '@/lib/period'
import { countRejections, settle } from '@/lib/usage/commands'
import { getSpend, listRejections, listSpendByKey } from '@/lib/usage/queries'
import { foldRollups } from '@/lib/usage/rollups/commands'
import { createLedgerWorld, eventOf, newKeyId, NOON, NOVEMBER, type LedgerWorld } from '@/lib/usage/testing'

let world: LedgerWorld
let ctx: Ctx
let web: KeyId
let bot: KeyId
beforeAll(async () => void (world = await createLedgerWorld()))
beforeEach(async () => {
  ctx = { db: world.db, accountId: await world.newAccount(), now: NOON }
  web = newKeyId()
  bot = newKeyId()
})
afterAll(() => world.database.drop())

const month = { from: startOf(NOVEMBER), to: endOf(NOVEMBER) }
const spend = (of: Ctx) => listSpendByKey(of, month.from, month.to)

async function use(keyId: KeyId, costs: readonly bigint[]): Promise<void> {
  const gateway = await world.newGateway()
  const total = costs.reduce((sum, cost) => sum + cost, 0n)
  await world.fund(gateway, ctx.accountId, keyId, total)
  const events = costs.map(costNanos =>
    eventOf(ctx.accountId, keyId, { costNanos, inputCostNanos: 0n, reservedNanos: costNanos }),
  )
  await settle(world.db, gateway, events, NOON)
}

describe('spend by key', () => {
  it('adds up to the account’s, to the nano-dollar, before the fold and after it; keys without spend are absent', async () => {
    await use(web, [11_900n, 1n])
    await use(bot, [7n])
    const expected = new Map([
      [web, 11_901n],
      [bot, 7n],
    ])
    expect(await spend(ctx)).toEqual(expected)
    await foldRollups(world.db, new Date(NOON.getTime() + 3 * 86_400_000))
    expect(await spend(ctx)).toEqual(expected)
    expect(await getSpend(ctx, month.from, month.to)).toBe(11_908n)
  })

  it('is one account’s alone', async () => {
    await use(web, [5n])
    expect(await spend({ ...ctx, accountId: await world.newAccount() })).toEqual(new Map())
  })
})

describe('rejections of a key', () => {
  it('are summed by reason over endpoints and hours of the span, most frequent first, for that key and account alone', async () => {
    const { accountId } = ctx
    const row = { accountId, keyId: web, endpoint: '/chat/completions', at: NOON, requests: 2 }
    const limit = { ...row, reason: 'key_spend_limit_exceeded' }
    await countRejections(world.db, [
      limit,
      { ...limit, endpoint: '/images/generations', at: new Date(NOON.getTime() + 3_600_000) },
      { ...row, reason: 'unknown_parameter', requests: 3 },
      { ...limit, at: endOf(NOVEMBER), requests: 100 },
      { ...limit, keyId: bot, requests: 100 },
      { ...limit, accountId: await world.newAccount(), requests: 100 },
    ])
    expect(await listRejections(ctx, { keyId: web, ...month })).toEqual([
      { reason: 'key_spend_limit_exceeded', requests: 4 },
      { reason: 'unknown_parameter', requests: 3 },
    ])
  })
})
