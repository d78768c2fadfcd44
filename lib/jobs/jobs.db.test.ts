import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobs, periods, usageEvents } from '@/db/schema'
import { JOBS_GATEWAY } from '@/lib/gateways/fenced'
import { newId } from '@/lib/ids'
import { JOB_LIFE_MS, type JobOutcome } from '@/lib/jobs/job'
import type { JobRef } from '@/lib/jobs/ref'
import { createJobWorld, DyingDb, PRICE, type JobWorld, type Payer } from '@/lib/jobs/testing'
import { checkLedger } from '@/lib/usage/ledger/queries'
import { closePeriod } from '@/lib/usage/periods/commands'
import { NOON, NOVEMBER } from '@/lib/usage/testing'
import { acceptJob, claimJob, expireJobs, finishJob, putJobBack } from './commands'
import { getJob, listJobs } from './queries'

const result = { url: 'https://images.example/1.png', width: 832, height: 1216, seed: 7 }
const completed: JobOutcome = { kind: 'completed', result }
const failed: JobOutcome = { kind: 'failed', error: { code: 'upstream_error', message: 'It broke.' } }
const soon = new Date(NOON.getTime() + 9_000)
const late = new Date(NOON.getTime() + JOB_LIFE_MS)

let world: JobWorld
let payer: Payer
beforeAll(async () => {
  world = await createJobWorld()
})
afterAll(() => world.database.drop())

async function newJob(changes = {}): Promise<JobRef> {
  payer = await world.newPayer()
  return world.submit(payer, changes)
}
const eventsOf = ({ accountId }: Pick<Payer, 'accountId'>) =>
  world.db.select().from(usageEvents).where(eq(usageEvents.accountId, accountId))
const spent = (nanos: bigint) => ({
  allocated: [nanos, nanos],
  granted: [nanos, nanos],
  spent: [nanos, nanos],
})

describe('a job that completes', () => {
  it('has its event under the id and time of its submission, costs its price, and keeps nothing of its prompt', async () => {
    const ref = await newJob()
    await claimJob(world.db, ref)
    await acceptJob(world.db, ref, 'tj_1')
    expect(await finishJob(world.db, ref, completed, soon)).toMatchObject({ chargedNanos: PRICE })
    const job = await world.job(ref)
    expect(job).toMatchObject({ status: 'COMPLETED', result, request: null, error: null, finishedAt: soon })
    expect(await eventsOf(payer)).toMatchObject([
      {
        id: job.requestId,
        admittedAt: NOON,
        endpoint: '/jobs/images',
        status: 'succeeded',
        httpStatus: 200,
        images: 1,
        costNanos: PRICE,
        reservedNanos: PRICE,
        waivedNanos: 0n,
        gatewayId: JOBS_GATEWAY,
        provider: 'tensorart',
        upstreamId: 'tj_1',
        latencyMs: 9_000,
        settledAt: soon,
      },
    ])
    expect(await world.money(payer)).toEqual(spent(PRICE))
    expect(await checkLedger(world.db, payer.accountId, NOVEMBER)).toMatchObject({
      totalNanos: PRICE,
      differences: [],
    })
  })

  it('is charged once, whoever ends it how often and how', async () => {
    const ref = await newJob()
    await world.submit(payer)
    const endings = await Promise.all(
      Array.from({ length: 9 }, (_, i) => finishJob(world.db, ref, i % 2 ? failed : completed, soon)),
    )
    const counted = endings.filter(ending => ending !== null)
    expect(counted).toHaveLength(1)
    const cost = counted[0]?.chargedNanos ?? -1n
    const held = cost + PRICE
    expect(await world.money(payer)).toEqual({
      allocated: [held, held],
      granted: [held, held],
      spent: [cost, cost],
    })
    expect(await eventsOf(payer)).toHaveLength(1)
  })

  it('is charged once, at whatever statement its worker dies and however often it is taken up again', async () => {
    const dying = new DyingDb(world.db)
    for (let statement = 1, died = true; died; statement += 1) {
      const ref = await newJob()
      dying.dieAt(statement, 'before')
      await finishJob(dying.db, ref, completed, soon).catch(() => null)
      died = dying.live()
      const open = (await world.job(ref)).status === 'QUEUED'
      expect(open).toBe(died)
      expect(await eventsOf(payer)).toHaveLength(open ? 0 : 1)
      await finishJob(world.db, ref, completed, soon)
      expect(await world.money(payer)).toEqual(spent(PRICE))
      expect(await eventsOf(payer)).toHaveLength(1)
    }
    const ref = await newJob()
    dying.dieAt('COMMIT', 'after')
    await expect(finishJob(dying.db, ref, completed, soon)).rejects.toThrow('died')
    expect(await finishJob(world.db, ref, failed, soon)).toBeNull()
    expect(await world.money(payer)).toEqual(spent(PRICE))
  })

  it('costs nothing at its deadline or after', async () => {
    const ref = await newJob()
    expect(await finishJob(world.db, ref, completed, late)).toMatchObject({ chargedNanos: 0n })
    expect(await world.job(ref)).toMatchObject({
      status: 'FAILED',
      errorCode: 'upstream_timeout',
      result: null,
    })
    expect(await eventsOf(payer)).toMatchObject([
      { status: 'failed', httpStatus: 504, costNanos: 0n, images: 0 },
    ])
    expect(await world.money(payer)).toEqual(spent(0n))
  })
})

describe('a job that fails', () => {
  it('has an event at no cost, says why, and gives back all it held', async () => {
    const ref = await newJob()
    await world.submit(payer)
    await finishJob(world.db, ref, failed, soon)
    expect(await getJob(world.db, ref.accountId, ref.jobId)).toMatchObject({
      status: 'FAILED',
      error: 'It broke.',
      errorCode: 'upstream_error',
    })
    expect(await eventsOf(payer)).toMatchObject([{ status: 'failed', httpStatus: 502, costNanos: 0n }])
    const other = [PRICE, PRICE]
    expect(await world.money(payer)).toEqual({ allocated: other, granted: other, spent: [0n, 0n] })
    expect(await checkLedger(world.db, payer.accountId, NOVEMBER)).toMatchObject({
      totalNanos: 0n,
      differences: [],
    })
  })
})

describe('a claim', () => {
  it('is one worker’s alone where an image is made in one call, and no other’s to give up', async () => {
    const ref = await newJob({ provider: 'novelai' })
    const claims = await Promise.all(Array.from({ length: 5 }, () => claimJob(world.db, ref)))
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['busy', 'busy', 'busy', 'busy', 'claimed'])
    await putJobBack(world.db, ref, 7)
    expect(await claimJob(world.db, ref)).toEqual({ kind: 'busy' })
    await putJobBack(world.db, ref, 1)
    expect(await claimJob(world.db, ref)).toMatchObject({ kind: 'claimed', job: { attempts: 2 } })
  })

  it('of a worker that died runs out', async () => {
    const ref = await newJob({ provider: 'novelai' })
    await claimJob(world.db, ref)
    const past = new Date(Date.now() - 1_000)
    await world.db.update(jobs).set({ claimedUntil: past }).where(eq(jobs.id, ref.jobId))
    expect(await claimJob(world.db, ref)).toMatchObject({ kind: 'claimed', job: { attempts: 2 } })
  })

  it('of a job that is over is not to be had', async () => {
    const ref = await newJob()
    await finishJob(world.db, ref, completed, soon)
    expect(await claimJob(world.db, ref)).toEqual({ kind: 'finished' })
    await acceptJob(world.db, ref, 'tj_2')
    await putJobBack(world.db, ref, 0)
    expect(await world.job(ref)).toMatchObject({ status: 'COMPLETED', upstreamJobId: null })
  })
})

describe('past the deadline', () => {
  it('jobs fail whether or not their queue knows them; one that cannot be failed keeps none of the others', async () => {
    const own = await createJobWorld()
    const someone = await own.newPayer()
    const overdue = await own.submit(someone)
    const claimed = await own.submit(someone)
    await claimJob(own.db, claimed)
    await own.database.pool.query('DELETE FROM pgboss.job')
    const young = await own.submit(someone, { admittedAt: new Date(NOON.getTime() + 1) })
    expect(await expireJobs(own.db, new Date(late.getTime() - 1))).toEqual({ expired: [], failures: [] })
    const broken = { ...(await own.job(overdue)), id: newId('job', NOON), requestId: newId('request', NOON) }
    const another = await own.newPayer()
    await own.db.insert(jobs).values({ ...broken, accountId: another.accountId, keyId: another.keyId })
    const { expired, failures } = await expireJobs(own.db, late)
    expect(expired.map(({ jobId }) => jobId).sort()).toEqual([overdue.jobId, claimed.jobId].sort())
    expect(failures).toHaveLength(1)
    const statuses = await Promise.all(
      [overdue, claimed, young].map(async ref => (await own.job(ref)).status),
    )
    expect(statuses).toEqual(['FAILED', 'FAILED', 'QUEUED'])
    const held = [PRICE, PRICE]
    expect(await own.money(someone)).toEqual({ allocated: held, granted: held, spent: [0n, 0n] })
    await own.database.drop()
  })
})

describe('the end of a period', () => {
  it('waits for its jobs, which end within their hour', async () => {
    const own = await createJobWorld()
    const someone = await own.newPayer()
    const admittedAt = new Date('2026-11-30T23:59:59.999Z')
    const ref = await own.submit(someone, { admittedAt })
    await own.database.pool.query(`UPDATE gateways SET fence_after_ms = 1 WHERE kind = 'gateway'`)
    const at = (time: string) => new Date(`2026-12-01T${time}Z`)
    expect(await closePeriod(own.db, NOVEMBER, at('00:00:01'))).toEqual({ ok: true, value: 'waiting' })
    expect((await expireJobs(own.db, at('00:59:59.998'))).expired).toEqual([])
    expect(await closePeriod(own.db, NOVEMBER, at('00:59:59.998'))).toEqual({ ok: true, value: 'waiting' })
    expect((await expireJobs(own.db, at('00:59:59.999'))).expired).toHaveLength(1)
    expect(await closePeriod(own.db, NOVEMBER, at('01:00:00'))).toEqual({ ok: true, value: 'closed' })
    expect(await own.job(ref)).toMatchObject({ status: 'FAILED' })
    await own.database.drop()
  })

  it('a job that ends after its period was closed all the same is recorded and waived', async () => {
    const own = await createJobWorld()
    const someone = await own.newPayer()
    const ref = await own.submit(someone)
    await own.db.insert(periods).values({ period: NOVEMBER, state: 'closed' })
    await finishJob(own.db, ref, completed, soon)
    expect(await own.job(ref)).toMatchObject({ status: 'COMPLETED' })
    const events = await own.db.select().from(usageEvents).where(eq(usageEvents.accountId, someone.accountId))
    expect(events).toMatchObject([{ costNanos: 0n, waivedNanos: PRICE, status: 'succeeded' }])
    expect(await own.money(someone)).toEqual(spent(0n))
    expect((await checkLedger(own.db, someone.accountId, NOVEMBER)).differences).toEqual([])
    await own.database.drop()
  })
})

describe('the list of jobs', () => {
  it('is the account’s own, newest first, page by page', async () => {
    const ref = await newJob()
    const at = (ms: number) => ({ admittedAt: new Date(NOON.getTime() + ms) })
    const [second, third] = [await world.submit(payer, at(1)), await world.submit(payer, at(2))]
    const ids = [third, second, ref].map(({ jobId }) => jobId)
    const list = async (limit: number, after: JobRef['jobId'] | null) =>
      (await listJobs(world.db, payer.accountId, { limit, after })).map(({ id }) => id)
    expect(await list(10, null)).toEqual(ids)
    expect(await list(2, null)).toEqual(ids.slice(0, 2))
    expect(await list(2, second.jobId)).toEqual(ids.slice(2))
    const stranger = await world.newPayer()
    expect(await listJobs(world.db, stranger.accountId, { limit: 10, after: null })).toEqual([])
    expect(await getJob(world.db, stranger.accountId, ref.jobId)).toBeNull()
  })
})
