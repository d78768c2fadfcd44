import { eq, sql } from 'drizzle-orm'
import { PgBoss } from 'pg-boss'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openListener } from '@/db/listen'
import { jobs, usageEvents } from '@/db/schema'
import { newId } from '@/lib/ids'
import { acceptJob, claimJob, expireJobs } from '@/lib/jobs/commands'
import { JOB_LIFE_MS } from '@/lib/jobs/job'
import type { JobRef } from '@/lib/jobs/ref'
import { createJobWorld, DyingDb, PRICE, submissionOf, type JobWorld, type Payer } from '@/lib/jobs/testing'
import { submitJob, type Submission } from '@/lib/jobs/submission/commands'
import { LIVE_CHANNEL } from '@/lib/live/channel'
import { createLog } from '@/lib/log'
import { NOON } from '@/lib/usage/testing'
import type { Sandbox } from '@/sandbox/server'
import { startTestSandbox } from '@/sandbox/testing'
import { expireImageJobs } from './expire'
import { ImageProviders } from './image-providers'
import { workImageJobs } from './queue'
import { readAccepted, readJob } from './reply'
import { takeTurn, type TurnDeps } from './turn'

let world: JobWorld
let sandbox: Sandbox
let deps: TurnDeps
let now = NOON
const running = new AbortController().signal
const novelai: Partial<Submission> = {
  modelId: 'novelai/nai-diffusion-3',
  provider: 'novelai',
  body: {
    model: 'novelai/nai-diffusion-3',
    prompt: 'a fox',
    n: 1,
    size: '512x768',
    seed: 9,
    response_format: 'url',
  },
}

beforeAll(async () => {
  world = await createJobWorld()
  sandbox = await startTestSandbox()
  const at = (provider: string, apiKey = 'k') => ({ baseUrl: `${sandbox.url}/models/${provider}/v1`, apiKey })
  deps = {
    db: world.db,
    log: createLog('test', 'silent'),
    now: () => Promise.resolve(now),
    images: new ImageProviders({ tensorart: at('tensorart'), novelai: at('novelai') }),
  }
})
afterEach(async () => {
  now = NOON
  await fetch(`${sandbox.url}/models/_control`, { method: 'DELETE' })
  await fetch(`${sandbox.url}/models/_bill`, { method: 'DELETE' })
})
afterAll(async () => {
  await sandbox.close()
  await world.database.drop()
})

async function control(change: object): Promise<void> {
  const body = JSON.stringify(change)
  const answer = await fetch(`${sandbox.url}/models/_control`, { method: 'POST', body })
  if (!answer.ok) throw new Error(await answer.text())
}
async function bill(): Promise<{ images: number; requestIds: Set<string> }> {
  const { totals, entries } = (await (await fetch(`${sandbox.url}/models/_bill`)).json()) as {
    totals: { images: number }
    entries: { request_id: string }[]
  }
  return { images: totals.images, requestIds: new Set(entries.map(entry => entry.request_id)) }
}
async function newJob(changes: Partial<Submission> = {}): Promise<JobRef & { payer: Payer }> {
  const payer = await world.newPayer()
  return { ...(await world.submit(payer, changes)), payer }
}
const turn = (ref: JobRef, changes: Partial<TurnDeps> = {}) => takeTurn({ ...deps, ...changes }, ref, running)
/** Ended as it should: charged once, nothing held, billed by the provider once. */
async function expectCharged({ payer, ...ref }: JobRef & { payer: Payer }): Promise<void> {
  expect(await world.job(ref)).toMatchObject({ status: 'COMPLETED', request: null })
  const paid = [PRICE, PRICE]
  expect(await world.money(payer)).toEqual({ allocated: paid, granted: paid, spent: paid })
  const events = await world.db.select().from(usageEvents).where(eq(usageEvents.accountId, payer.accountId))
  expect(events).toMatchObject([{ costNanos: PRICE, status: 'succeeded' }])
}

describe('a turn at a job', () => {
  it('has it made by a provider of jobs, under our id of the request', async () => {
    const job = await newJob()
    expect(await turn(job)).toBe('finished')
    await expectCharged(job)
    const { result, requestId, upstreamJobId } = await world.job(job)
    expect(result).toMatchObject({ width: 832, height: 1216, seed: 7 })
    expect((await fetch(result?.url ?? '')).headers.get('content-type')).toBe('image/png')
    expect(upstreamJobId).toMatch(/^tj_/)
    expect(await bill()).toEqual({ images: 1, requestIds: new Set([requestId]) })
  })

  it('has it made by a provider of images in one call', async () => {
    const job = await newJob(novelai)
    expect(await turn(job)).toBe('finished')
    await expectCharged(job)
    expect((await world.job(job)).result).toMatchObject({ width: 512, height: 768, seed: 9 })
    expect((await bill()).images).toBe(1)
  })

  it.each([
    ['status', { status: 500 }],
    ['status', { status: 429 }],
    ['status', { status: 401 }],
    ['drop', {}],
    ['malformed', {}],
    ['break_stream', {}],
  ])('is taken again after a fault that may pass: %s %j', async (kind, more) => {
    const job = await newJob()
    await control({ provider: 'tensorart', fault: { kind, ...more } })
    expect(await turn(job)).toBe('again')
    expect(await world.job(job)).toMatchObject({
      status: 'PROCESSING',
      claimedUntil: null,
      upstreamJobId: null,
    })
    expect(await turn(job)).toBe('finished')
    await expectCharged(job)
    expect((await bill()).images).toBe(1)
  })

  it.each([
    ['tensorart', { provider: 'tensorart' }, 400, 'upstream_rejected', 'The request was refused.'],
    ['novelai', { provider: 'novelai' }, 422, 'upstream_rejected', 'refused the request'],
  ] as const)(
    'ends it when %s refuses the request, with its reason',
    async (provider, _at, status, code, text) => {
      const job = await newJob(provider === 'novelai' ? novelai : {})
      await control({ provider, fault: { kind: 'status', status } })
      expect(await turn(job)).toBe('finished')
      const { errorCode, error } = await world.job(job)
      expect([errorCode, error?.includes(text)]).toEqual([code, true])
      expect(await world.money(job.payer)).toMatchObject({ granted: [0n, 0n], spent: [0n, 0n] })
    },
  )

  it('ends it when the provider could not make it', async () => {
    const job = await newJob()
    await control({ provider: 'tensorart', fault: { kind: 'job_fails' } })
    expect(await turn(job)).toBe('finished')
    const { status, error } = await world.job(job)
    expect([status, error]).toEqual([
      'FAILED',
      "The model's provider could not make the image: The worker ran out of memory.",
    ])
    expect((await bill()).images).toBe(0)
  })

  it('ends it whatever the provider says of its failure', async () => {
    const job = await newJob()
    const images: TurnDeps['images'] = {
      submit: () => Promise.resolve(readAccepted({ id: 'tj_1' })),
      poll: () =>
        Promise.resolve(
          readJob(
            { status: 'FAILED', error: { message: 'out\0of\ud800memory' } },
            { width: 1, height: 1, seed: 1 },
          ),
        ),
      draw: () => Promise.reject(new Error('is not asked')),
    }
    expect(await turn(job, { images })).toBe('finished')
    expect(await world.job(job)).toMatchObject({ status: 'FAILED', errorCode: 'upstream_error' })
    expect(await world.money(job.payer)).toMatchObject({ granted: [0n, 0n], spent: [0n, 0n] })
  })

  it('ends it when the provider does not know it any more', async () => {
    const job = await newJob()
    await acceptJob(world.db, job, 'tj_unheard_of')
    expect(await turn(job)).toBe('finished')
    expect(await world.job(job)).toMatchObject({ status: 'FAILED', errorCode: 'upstream_error' })
  })

  it('leaves a job that its provider is not done with, when the worker stops', async () => {
    const job = await newJob()
    await control({ provider: 'tensorart', fault: { kind: 'job_stalls' } })
    const stopping = new AbortController()
    const taking = takeTurn(deps, job, stopping.signal)
    await expect.poll(async () => (await world.job(job)).upstreamJobId).toMatch(/^tj_/)
    stopping.abort()
    expect(await taking).toBe('again')
    now = new Date(NOON.getTime() + JOB_LIFE_MS)
    expect((await expireJobs(world.db, now)).expired).toEqual([
      { accountId: job.accountId, jobId: job.jobId },
    ])
    expect(await turn(job)).toBe('finished')
    expect(await world.money(job.payer)).toMatchObject({ granted: [0n, 0n], spent: [0n, 0n] })
  })

  it('fails a job that comes up after its deadline, and asks nobody for it', async () => {
    const job = await newJob()
    now = new Date(NOON.getTime() + JOB_LIFE_MS)
    expect(await turn(job)).toBe('finished')
    expect(await world.job(job)).toMatchObject({ status: 'FAILED', errorCode: 'upstream_timeout' })
    expect(await bill()).toEqual({ images: 0, requestIds: new Set() })
  })
})

describe('the expiry', () => {
  it('tells those who watch the account, once the job is over', async () => {
    const heard: string[] = []
    const listener = await openListener(world.database.url, {
      channel: LIVE_CHANNEL,
      silenceMs: 60_000,
      onNotice: payload => heard.push(payload),
      onLost: error => heard.push(error.message),
    })
    const job = await newJob()
    now = new Date(NOON.getTime() + JOB_LIFE_MS)
    await expireImageJobs({ db: world.db, log: deps.log, now: () => Promise.resolve(now) })
    await listener.ping()
    await listener.close()
    expect(heard).toEqual([job.accountId])
    expect((await world.job(job)).status).toBe('FAILED')
  })
})

describe('a worker that dies', () => {
  class Killed extends Error {}
  const killed = () => Promise.reject(new Killed())
  const { submit, poll } = ImageProviders.prototype
  /** The providers, but for a call after which the process is gone: its answer reached nobody. */
  const dyingAfter = (call: 'submit' | 'poll'): TurnDeps['images'] => ({
    submit: async asked => {
      const reply = await submit.call(deps.images, asked)
      return call === 'submit' ? killed() : reply
    },
    poll: async (asked, id) => {
      const reply = await poll.call(deps.images, asked, id)
      return call === 'poll' && reply.kind === 'ok' && reply.value ? killed() : reply
    },
    draw: killed,
  })

  it.each([
    ['after it has taken the job up', (job: JobRef) => claimJob(world.db, job)],
    [
      'after the provider has taken it on, before that is stored',
      (job: JobRef) => turn(job, { images: dyingAfter('submit') }),
    ],
    [
      'after the image is made, before that is stored',
      (job: JobRef) => turn(job, { images: dyingAfter('poll') }),
    ],
    ['after the job is over, before its queue knows', (job: JobRef) => turn(job)],
  ])('%s: the next one goes on from there; one image, one charge', async (_when, upTo) => {
    const job = await newJob()
    await upTo(job).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
    })
    expect(await turn(job)).toBe('finished')
    await expectCharged(job)
    expect((await bill()).images).toBe(1)
  })

  it('at any statement of a turn: the next one goes on from there; one image, one charge', async () => {
    await control({ job_ms: 0 })
    const dying = new DyingDb(world.db)
    for (let statement = 1, died = true; died; statement += 1) {
      await fetch(`${sandbox.url}/models/_bill`, { method: 'DELETE' })
      const job = await newJob()
      dying.dieAt(statement, 'after', 'for good')
      await turn(job, { db: dying.db }).catch(() => null)
      died = dying.live()
      expect(await turn(job)).toBe('finished')
      await expectCharged(job)
      expect((await bill()).images).toBe(1)
    }
  })

  it('while an image is made in one call: nobody else makes it until its claim has run out', async () => {
    const job = await newJob(novelai)
    await claimJob(world.db, job)
    expect(await turn(job)).toBe('again')
    expect((await bill()).images).toBe(0)
    const past = new Date(Date.now() - 1)
    await world.db.update(jobs).set({ claimedUntil: past }).where(eq(jobs.id, job.jobId))
    expect(await turn(job)).toBe('finished')
    await expectCharged(job)
  })
})

describe('the queue', () => {
  /** Works the queue until it is told to stop. */
  async function working(lookEverySeconds?: number): Promise<() => Promise<void>> {
    await control({ job_ms: 0 })
    await world.database.pool.query('DELETE FROM pgboss.job')
    const boss = new PgBoss({
      connectionString: world.database.url,
      max: 4,
      migrate: false,
      useListenNotify: true,
    })
    boss.on('error', () => undefined)
    await boss.start()
    const stopping = new AbortController()
    await workImageJobs(boss, deps, stopping.signal, lookEverySeconds)
    return async () => {
      stopping.abort()
      await boss.stop({ graceful: true, timeout: 10_000 })
    }
  }
  const isCompleted = (ref: JobRef) =>
    expect.poll(async () => (await world.job(ref)).status, { interval: 5 }).toBe('COMPLETED')

  it('wakes a worker at once, however seldom it looks by itself', async () => {
    const stop = await working(3_600)
    // Every place looks once as it starts: the first may be found that way, the second is not.
    for (let i = 0; i < 2; i += 1) {
      const job = await newJob()
      await isCompleted(job)
      await expectCharged(job)
    }
    await stop()
  })

  it('does many at a time, and survives a message that comes twice', async () => {
    const stop = await working()
    const payer = await world.newPayer()
    const many = await Promise.all(Array.from({ length: 40 }, () => world.submit(payer)))
    await world.db.execute(
      sql`INSERT INTO pgboss.job (id, name, data) SELECT gen_random_uuid(), name, data FROM pgboss.job
          WHERE name = 'image-jobs' AND data->>'accountId' = ${payer.accountId}`,
    )
    await Promise.all(many.map(isCompleted))
    await stop()
    const total = Array(2).fill(40n * PRICE)
    expect(await world.money(payer)).toEqual({ allocated: total, granted: total, spent: total })
    expect(await world.count('usage_events', payer.accountId)).toBe(40)
    expect((await bill()).images).toBe(40)
  })

  it('is told within the transaction: a submission that is undone leaves no message', async () => {
    const payer = await world.newPayer()
    const dying = new DyingDb(world.db)
    dying.dieAt('COMMIT', 'before', 2)
    await submitJob(dying.db, world.gatewayId, submissionOf(payer, { id: newId('job', NOON) })).catch(
      () => null,
    )
    expect(await world.messages(payer.accountId)).toBe(0)
  })
})
