import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { periods } from '@/db/schema'
import { listControlChanges } from '@/lib/control/queries'
import { listPartitionMonths } from '@/lib/usage/partitions/queries'
import { moveClock, startClockAt, type ClockFollowers } from './commands'
import { getClock, getPlatformNow } from './queries'

const DAY_MS = 86_400_000

let database: TestDatabase
const databases: TestDatabase[] = []
let calls: string[]
const followers: ClockFollowers = {
  moveSandbox: async offsetMs => void calls.push(`sandbox ${Math.round(offsetMs / DAY_MS)}`),
  tickJobs: async () => void calls.push('tick'),
}
beforeEach(async () => {
  database = await createTestDatabase()
  databases.push(database)
  calls = []
})
afterAll(() => Promise.all(databases.map(each => each.drop())))

describe('the demo clock', () => {
  it('moves platform time, then the sandbox, then the jobs, and makes the months it comes to', async () => {
    const to = new Date(Date.now() + 100 * DAY_MS)
    const moved = await moveClock({ db: database.db, mode: 'demo' }, to, followers)
    expect(moved.ok).toBe(true)
    expect(calls).toEqual(['sandbox 100', 'tick'])
    const now = await getPlatformNow(database.db, 'demo')
    expect(now.getTime() - to.getTime()).toBeGreaterThanOrEqual(0)
    expect(now.getTime() - to.getTime()).toBeLessThan(10_000)
    expect(await listControlChanges(database.db, 0)).toMatchObject([{ kind: 'clock', accountId: null }])
    expect((await listPartitionMonths(database.db)).length).toBeGreaterThanOrEqual(4)
  })

  it('never runs backwards', async () => {
    const back = await moveClock({ db: database.db, mode: 'demo' }, new Date(Date.now() - 60_000), followers)
    expect(back).toMatchObject({ ok: false, error: { code: 'not_forward' } })
    const invalid = await moveClock({ db: database.db, mode: 'demo' }, new Date(Number.NaN), followers)
    expect(invalid).toMatchObject({ ok: false, error: { code: 'not_forward' } })
    expect(calls).toEqual([])
  })

  it('does not exist in live mode: neither the command nor a row that is there counts', async () => {
    await moveClock({ db: database.db, mode: 'demo' }, new Date(Date.now() + 9 * DAY_MS), followers)
    const refused = await moveClock(
      { db: database.db, mode: 'live' },
      new Date(Date.now() + 20 * DAY_MS),
      followers,
    )
    expect(refused).toMatchObject({ ok: false, error: { code: 'live_mode' } })
    expect(await startClockAt({ db: database.db, mode: 'live' }, new Date())).toMatchObject({
      error: { code: 'live_mode' },
    })
    const live = await getClock(database.db, 'live')
    expect(live.offsetMs).toBe(0)
    expect(live.now).toEqual(live.dbNow)
  })

  it('may begin in the past, but only over an empty ledger', async () => {
    const past = new Date(Date.now() - 90 * DAY_MS)
    expect(await startClockAt({ db: database.db, mode: 'demo' }, past)).toMatchObject({ ok: true })
    const { offsetMs } = await getClock(database.db, 'demo')
    expect(Math.round(offsetMs / DAY_MS)).toBe(-90)
    await database.db.insert(periods).values({ period: '2026-08', state: 'closed' })
    expect(await startClockAt({ db: database.db, mode: 'demo' }, past)).toMatchObject({
      error: { code: 'not_empty' },
    })
  })

  it('goes to the further of two moves at once', async () => {
    const platform = { db: database.db, mode: 'demo' as const }
    const [near, far] = [new Date(Date.now() + 40 * DAY_MS), new Date(Date.now() + 80 * DAY_MS)]
    await Promise.all([moveClock(platform, far, followers), moveClock(platform, near, followers)])
    expect((await getPlatformNow(database.db, 'demo')).getTime()).toBeGreaterThanOrEqual(far.getTime())
  })
})
