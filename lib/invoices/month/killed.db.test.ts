import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KillBench } from '@/bench/close/kill-rounds'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { syncCatalog } from '@/lib/catalog/commands'
import { toPeriod } from '@/lib/period'

let database: TestDatabase
let bench: KillBench

beforeAll(async () => {
  database = await createTestDatabase()
  await syncCatalog(database.db, new Date('2026-10-01T00:00:00Z'))
  const now = new Date('2026-11-01T00:10:00Z')
  bench = await KillBench.start(database.db, database.url, toPeriod('2026-10'), now)
})
afterAll(async () => {
  await bench.stop()
  await database.drop()
})

// `npm run bench:close` goes through every call and many random moments.
describe('a close whose process is killed', () => {
  it.each([
    ['after the draft was made', 1, 0],
    ['after the payment', 4, 0],
    ['after the draft was made, resumed when Stripe has forgotten the idempotency keys', 1, 25],
    ['after it was finalized, resumed when Stripe has collected by itself', 3, 25],
  ])('%s: one live invoice, one charge, the right total', async (_, afterCall, hours) => {
    expect(await bench.round({ afterCall }, hours, 1)).toMatchObject({ killed: true, faults: [] })
  })
})
