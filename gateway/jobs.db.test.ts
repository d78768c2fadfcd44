import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { jobs, spendLimits } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, GatewayWorld, type TestKey } from '@/gateway/testing'
import type { JobId } from '@/lib/ids'
import { finishJob } from '@/lib/jobs/commands'
import { setSpendLimit } from '@/lib/limits/commands'
import { disableKey } from '@/lib/keys/commands'

const price = 25_000_000n
const request = { model: 'tensorart-animagine-xl', prompt: 'a fox at dawn', width: 832, height: 1216 }
const somewhere = { baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'k' }
let world: GatewayWorld
let gateway: RunningGateway
let second: RunningGateway
let key: TestKey

beforeAll(async () => {
  world = await GatewayWorld.create()
  const upstreams = {
    aggregator: { baseUrl: world.upstream.baseUrl, apiKey: 'k' },
    tensorart: somewhere,
    novelai: somewhere,
    openai: somewhere,
  }
  gateway = await world.gateway({ upstreams })
  second = await world.gateway({ upstreams })
})
beforeEach(async () => {
  key = await world.key()
})
afterAll(() => world.close())

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    id: JobId
    status: string
    jobs: { id: string }[]
    has_more: boolean
    error: { code: string; param: string | null; message: string }
  } & Record<string, unknown>
}
async function call(method: string, path: string, body?: object, secret = key.secret): Promise<Answer> {
  const answer = await fetch(baseUrlOf(gateway) + path, {
    method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] }
}
const submit = (changes: object = {}, secret = key.secret) =>
  call('POST', '/jobs/images', { ...request, ...changes }, secret)
const rowsOf = ({ accountId }: TestKey) =>
  world.database.db.select().from(jobs).where(eq(jobs.accountId, accountId))
const finish = (id: JobId, url = 'https://images.example/1.png') =>
  finishJob(
    world.database.db,
    { accountId: key.accountId, jobId: id },
    { kind: 'completed', result: { url, width: 832, height: 1216, seed: 7 } },
    new Date(),
  )

describe('POST /jobs/images', () => {
  it('takes a job on, and GET /jobs/{id} follows it to its image and its event', async () => {
    const submitted = await submit({ seed: 7 })
    expect([submitted.status, submitted.body.status]).toEqual([200, 'QUEUED'])
    const { id } = submitted.body
    const requestId = submitted.headers.get('x-request-id') ?? ''
    const [row] = await rowsOf(key)
    expect(row).toMatchObject({ id, requestId, provider: 'tensorart', reservedNanos: price })
    expect(row?.request).toMatchObject({ prompt: 'a fox at dawn', size: '832x1216', n: 1, seed: 7 })
    const open = await call('GET', `/jobs/${id}`)
    expect(open.body).toEqual({
      id,
      status: 'QUEUED',
      created_at: row?.admittedAt.toISOString(),
      model: request.model,
    })
    expect((await call('GET', `/generation?id=${requestId}`)).status).toBe(404)
    await finish(id)
    expect((await call('GET', `/jobs/${id}`)).body).toMatchObject({
      status: 'COMPLETED',
      result: { url: 'https://images.example/1.png', width: 832, height: 1216, seed: 7 },
    })
    expect((await call('GET', `/generation?id=${requestId}`)).body.data).toMatchObject({
      endpoint: '/jobs/images',
      cost: 0.025,
      images: 1,
    })
  })

  it('says why a job failed', async () => {
    const { id } = (await submit()).body
    const ref = { accountId: key.accountId, jobId: id }
    const error = { code: 'upstream_rejected', message: 'Not such a picture.' } as const
    await finishJob(world.database.db, ref, { kind: 'failed', error }, new Date())
    expect((await call('GET', `/jobs/${id}`)).body).toMatchObject({ status: 'FAILED', error })
  })

  it('gives whoever names no seed one of ours, and stores nothing that jsonb refuses', async () => {
    await submit({ prompt: 'a\u0000b\ud800', model: 'novelai/nai-diffusion-3' })
    const [row] = await rowsOf(key)
    expect(row?.request).toMatchObject({
      prompt: 'a\ufffdb\ufffd',
      response_format: 'url',
      seed: expect.any(Number) as number,
    })
  })

  it.each([
    [{ n: 2 }, 400, 'invalid_value', 'n'],
    [{ response_format: 'b64_json' }, 400, 'invalid_value', 'response_format'],
    [{ width: undefined }, 400, 'invalid_value', 'width'],
    [{ surprise: 1 }, 400, 'unknown_parameter', 'surprise'],
    [{ prompt: undefined }, 400, 'missing_required_parameter', 'prompt'],
    [{ model: 'no/such' }, 404, 'model_not_found', 'model'],
    [{ model: 'openai/gpt-4o' }, 400, 'wrong_model_kind', 'model'],
    [{ model: 'gpt-image-1-low', width: undefined, height: undefined }, 400, 'wrong_model_kind', 'model'],
  ])('refuses %j by name, and takes nothing on', async (changes, status, code, param) => {
    const { status: answered, body } = await submit(changes)
    expect([answered, body.error]).toEqual([status, expect.objectContaining({ code, param }) as object])
    if (code === 'wrong_model_kind' && 'width' in changes)
      expect(body.error.message).toContain('/images/generations')
    expect(await rowsOf(key)).toEqual([])
  })

  it('refuses whoever may not generate', async () => {
    const free = await world.key({ account: { standing: 'free' } })
    expect((await submit({}, free.secret)).body.error.code).toBe('billing_not_set_up')
    const mute = await world.key({ key: { permissions: ['text_generation'] } })
    expect((await submit({}, mute.secret)).body.error.code).toBe('insufficient_permissions')
    expect((await call('GET', '/jobs', undefined, mute.secret)).body.error.code).toBe(
      'insufficient_permissions',
    )
    await disableKey(key.ctx, key.keyId)
    expect((await submit()).status).toBe(401)
  })
})

describe('at the limit', () => {
  const setLimit = (scope: 'account' | TestKey['keyId'], limitNanos: bigint) =>
    setSpendLimit(key.ctx, scope, limitNanos)

  it('the jobs that fit are taken on, the others told why; what is there already is still shown', async () => {
    await setLimit('account', 4n * price)
    const answers = await Promise.all(Array.from({ length: 9 }, () => submit()))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4)
    for (const { status, body, headers } of answers.filter(answer => answer.status !== 200))
      expect([status, body.error.code, headers.get('retry-after')]).toEqual([
        429,
        'spend_limit_reserved',
        '1',
      ])
    for (const { id } of await rowsOf(key)) await finish(id as JobId)
    const spent = await submit()
    expect([spent.status, spent.body.error.code]).toEqual([429, 'account_spend_limit_exceeded'])
    expect(spent.body.error.message).toContain('$0.10')
    expect(spent.headers.get('x-should-retry')).toBe('false')
    expect((await call('GET', '/jobs')).body.jobs).toHaveLength(4)
  })

  it('of a key it is the key’s limit that is named', async () => {
    await setLimit(key.keyId, price - 1n)
    expect((await submit()).body.error.code).toBe('key_spend_limit_exceeded')
  })

  it('what lies idle in the leases of this gateway and of others is called back', async () => {
    await setLimit('account', 1_000_000_000n)
    const chat = { model: 'openai/gpt-4o', messages: [{ role: 'user' as const, content: 'hi' }] }
    for (const each of [gateway, second])
      await clientOf(each, key).chat.completions.create({ ...chat, max_tokens: 500 })
    const { rows } = await world.database.pool.query<{ leased: string; spent: string }>(
      `SELECT sum(granted_nanos) AS leased, sum(spent_nanos) AS spent FROM budget_shards
       WHERE account_id = $1 AND scope = 'account' AND gateway_id <> 'jobs'`,
      [key.accountId],
    )
    const [{ leased, spent } = { leased: '0', spent: '0' }] = rows
    expect(BigInt(leased)).toBeGreaterThan(BigInt(spent))
    // All that is not spent is just enough for three.
    await world.database.db
      .update(spendLimits)
      .set({ limitNanos: BigInt(spent) + 3n * price })
      .where(eq(spendLimits.accountId, key.accountId))
    for (let i = 0; i < 3; i += 1) expect((await submit()).status).toBe(200)
    expect((await submit()).status).toBe(429)
  })
})

describe('GET /jobs', () => {
  it('gives the account’s own jobs, newest first, page by page', async () => {
    const ids: string[] = []
    for (let i = 0; i < 3; i += 1) ids.unshift((await submit()).body.id)
    const first = await call('GET', '/jobs?limit=2')
    expect(first.body).toMatchObject({ object: 'list', has_more: true })
    expect(first.body.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    expect(first.body.jobs[0]).toMatchObject({ status: 'QUEUED', model: request.model })
    const rest = await call('GET', `/jobs?limit=2&after=${ids[1]}`)
    expect([rest.body.jobs.map(({ id }) => id), rest.body.has_more]).toEqual([ids.slice(2), false])
    const stranger = await world.key()
    expect((await call('GET', '/jobs', undefined, stranger.secret)).body.jobs).toEqual([])
    const foreign = await call('GET', `/jobs/${ids[0]}`, undefined, stranger.secret)
    expect([foreign.status, foreign.body.error.code]).toEqual([404, 'job_not_found'])
    expect((await call('GET', '/jobs/nonsense')).status).toBe(404)
  })

  it.each([['limit=0'], ['limit=101'], ['limit=x'], ['after=job_1']])('refuses %s', async query => {
    const { status, body } = await call('GET', `/jobs?${query}`)
    expect([status, body.error.param]).toEqual([400, query.split('=')[0]])
  })

  it('and GET /jobs/{id} answer for a past-due and a suspended account', async () => {
    const { id } = (await submit()).body
    for (const standing of ['past_due', 'suspended'] as const) {
      await world.changeAccount(key.accountId, { standing })
      expect((await call('GET', '/jobs')).status).toBe(200)
      expect((await call('GET', `/jobs/${id}`)).status).toBe(200)
    }
    expect((await submit()).body.error.code).toBe('account_suspended')
  })
})
