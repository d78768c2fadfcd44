import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '@/lib/ctx'
import { fundAndSettle } from '@/lib/usage/commands'
import { groupings } from '@/lib/usage/filter'
import { createLedgerWorld, eventOf, newKeyId, NOON, type LedgerWorld } from '@/lib/usage/testing'
import { getTotals, listOptions } from '@/lib/usage/view/queries'
import { resolvePeriodOrMonth } from './period'
import { parseUsageParams, rawParams } from './search-params'
import { filterOf } from './usage-href'
import { readUsageView } from './usage-view'

const [web, bot] = [newKeyId(), newKeyId()]
let world: LedgerWorld
let ctx: Ctx
beforeAll(async () => {
  world = await createLedgerWorld()
  ctx = { db: world.db, accountId: await world.newAccount(), now: NOON }
  const event = (keyId: typeof web, changes: Parameters<typeof eventOf>[2] = {}) =>
    eventOf(ctx.accountId, keyId, changes)
  const image = { endpoint: '/images/generations', modelId: 'm2', images: 1 } as const
  const dayBefore = new Date(NOON.getTime() - 26 * 3_600_000)
  await fundAndSettle(
    world.db,
    await world.newGateway(),
    [
      event(web),
      event(web, { status: 'failed', costNanos: 0n, inputCostNanos: 0n }),
      event(web, image),
      event(bot, { endpoint: '/generate/text' }),
      event(bot, { ...image, endpoint: '/jobs/images', status: 'canceled' }),
      event(bot, { admittedAt: dayBefore, inputTokens: 7 }),
    ],
    NOON,
  )
})
afterAll(() => world.database.drop())

const read = async (query: string) => {
  const params = parseUsageParams(rawParams(new URLSearchParams(query)))
  const { period } = resolvePeriodOrMonth(params, NOON)
  return { params, period, view: await readUsageView(ctx, params, period) }
}

it.each([
  'period=24h',
  'period=24h&compare=1&group=kind',
  `period=24h&key=${web}&group=endpoint`,
  `period=24h&key=${bot}&kind=image&compare=1`,
  'period=24h&status=failed&model=m2&group=status',
  'period=1h&metric=rejected',
  'period=7d&model=no-such-model',
])('%s: the parts are of the total, and each filter offers what the others let through', async query => {
  const { params, period, view } = await read(query)
  expect(view.now.totals).toEqual(await getTotals(ctx, period, filterOf(params)))
  expect(view.before.totals).toEqual(await getTotals(ctx, period.previousSoFar, filterOf(params)))
  const options = await listOptions(ctx, period, filterOf(params))
  for (const group of groupings) {
    const offered = view.options[group].map(({ value, requests }) => ({ value, requests }))
    expect(new Set(offered), group).toEqual(new Set(options[group]))
    const cost = view.shares[group].reduce((sum, { costNanos }) => sum + costNanos, 0n)
    expect(cost, group).toBe(view.now.totals.costNanos)
  }
})

it('the period before is the day before, as far as it has passed', async () => {
  const { view } = await read('period=24h&compare=1')
  expect(view.before.totals).toMatchObject({ requests: 1, inputTokens: 7 })
  expect(view.sharesBefore?.map(({ value }) => value)).toEqual(['mistralai/mistral-nemo'])
})
