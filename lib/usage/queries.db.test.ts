import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
import { endOf, startOf } from '@/lib/period'
import { settle } from '@/lib/usage/commands'
import { getSpend, hasUsage, listDailySpend, listSpendByKey } from '@/lib/usage/queries'
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

async function use(keyId: KeyId, costs: readonly bigint[], at = NOON): Promise<void> {
  const gateway = await world.newGateway()
  const total = costs.reduce((sum, cost) => sum + cost, 0n)
  await world.fund(gateway, ctx.accountId, keyId, total)
  const events = costs.map(costNanos =>
    eventOf(ctx.accountId, keyId, { costNanos, inputCostNanos: 0n, reservedNanos: costNanos }, at),
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

describe('spend by day', () => {
  it('is in UTC and leaves out days without any; it is one account’s alone', async () => {
    const at = (text: string) => new Date(`2026-11-${text}Z`)
    await use(web, [3n], at('08T23:59:59.999'))
    await use(bot, [5n, 7n], at('10T00:00:00.000'))
    const span = { from: at('08T00:00:00.000'), to: at('11T00:00:00.000') }
    const expected = [
      { day: at('08T00:00:00.000'), costNanos: 3n },
      { day: at('10T00:00:00.000'), costNanos: 12n },
    ]
    expect(await listDailySpend(ctx, span.from, span.to)).toEqual(expected)
    expect(await listDailySpend(ctx, span.from, at('10T00:00:00.000'))).toEqual(expected.slice(0, 1))
    const stranger = { ...ctx, accountId: await world.newAccount() }
    expect(await listDailySpend(stranger, span.from, span.to)).toEqual([])
  })
})

it('an account has usage from its first settled request on', async () => {
  expect(await hasUsage(ctx)).toBe(false)
  await use(web, [0n])
  expect(await hasUsage(ctx)).toBe(true)
  expect(await hasUsage({ ...ctx, accountId: await world.newAccount() })).toBe(false)
})
