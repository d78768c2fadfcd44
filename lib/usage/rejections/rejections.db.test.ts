import { afterAll, beforeAll, expect, it } from 'vitest'
import { countRejections } from '@/lib/usage/commands'
import { noFilter } from '@/lib/usage/filter'
import { createLedgerWorld, newKeyId, NOON, type LedgerWorld } from '@/lib/usage/testing'
import { gridOf } from '@/lib/usage/time-grid'
import { listRejectionSeries, listRejectionTotals } from './queries'

let world: LedgerWorld
beforeAll(async () => void (world = await createLedgerWorld()))
afterAll(() => world.database.drop())

it('refused requests stand under their reason, in the bucket in which their hour begins, of the keys and account asked for', async () => {
  const [web, bot] = [newKeyId(), newKeyId()]
  const ctx = { db: world.db, accountId: await world.newAccount(), now: NOON }
  const at = (text: string) => new Date(`2026-11-${text}:00Z`)
  const row = { accountId: ctx.accountId, keyId: web, endpoint: '/chat/completions', requests: 1 }
  await countRejections(world.db, [
    { ...row, at: at('10T18:59'), reason: 'rate_limit_exceeded', requests: 5 },
    { ...row, at: at('10T19:01'), reason: 'rate_limit_exceeded', requests: 2 },
    { ...row, at: at('11T19:01'), reason: 'rate_limit_exceeded' },
    { ...row, at: at('11T10:00'), reason: 'model_not_found' },
    { ...row, at: at('12T19:00'), reason: 'model_not_found', requests: 100 },
    { ...row, at: at('11T10:00'), keyId: bot, reason: 'model_not_found', requests: 9 },
    { ...row, at: at('11T10:00'), keyId: '', reason: 'invalid_api_key', requests: 3 },
    {
      ...row,
      at: at('11T10:00'),
      accountId: await world.newAccount(),
      reason: 'model_not_found',
      requests: 50,
    },
  ])
  const grid = gridOf({ from: at('10T18:30'), to: at('12T18:30') }, 'day', 'Asia/Kolkata')
  expect(await listRejectionSeries(ctx, grid, noFilter)).toEqual([
    { group: 'model_not_found', values: [10n, 0n] },
    { group: 'invalid_api_key', values: [3n, 0n] },
    { group: 'rate_limit_exceeded', values: [2n, 1n] },
  ])
  expect(await listRejectionSeries(ctx, grid, { ...noFilter, keyIds: [web], kinds: ['text'] })).toEqual([
    { group: 'rate_limit_exceeded', values: [2n, 1n] },
    { group: 'model_not_found', values: [1n, 0n] },
  ])
  expect([...(await listRejectionTotals(ctx, grid, noFilter))]).toEqual([
    ['model_not_found', 10n],
    ['invalid_api_key', 3n],
    ['rate_limit_exceeded', 3n],
  ])
})
