import { eq } from 'drizzle-orm'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { adminKeys, auditLog, rejections } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { ADMIN_REQUESTS_PER_MINUTE } from '@/lib/admin-keys/admin-key'
import { createAdminKey, revokeAdminKey } from '@/lib/admin-keys/commands'
import { newAdminSecret } from '@/lib/admin-keys/secret'
import type { AdminKeyId } from '@/lib/ids'

const model = 'openai/gpt-4o-mini'
const DAY_S = 86_400
const count = z.int().min(0)
const label = z.string().nullable()

/** The published shapes, nothing left out. */
const pageOf = <Result extends z.ZodType>(result: Result) =>
  z.strictObject({
    object: z.literal('page'),
    data: z.array(
      z.strictObject({
        object: z.literal('bucket'),
        start_time: count,
        end_time: count,
        results: z.array(result),
      }),
    ),
    has_more: z.boolean(),
    next_page: z.string().nullable(),
  })
const owners = { project_id: label, api_key_id: label }
const completionsPage = pageOf(
  z.strictObject({
    object: z.literal('organization.usage.completions.result'),
    input_tokens: count,
    output_tokens: count,
    input_cached_tokens: count,
    input_audio_tokens: count,
    output_audio_tokens: count,
    num_model_requests: count,
    ...owners,
    user_id: label,
    model: label,
    batch: z.boolean().nullable(),
    service_tier: label,
  }),
)
const imagesPage = pageOf(
  z.strictObject({
    object: z.literal('organization.usage.images.result'),
    images: count,
    num_model_requests: count,
    ...owners,
    user_id: label,
    model: label,
    source: label,
    size: label,
  }),
)
const costsPage = pageOf(
  z.strictObject({
    object: z.literal('organization.costs.result'),
    amount: z.strictObject({ value: z.number(), currency: z.literal('usd') }),
    line_item: label,
    ...owners,
    quantity: z.number().nullable(),
  }),
)

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey
let admin: { readonly secret: string; readonly client: OpenAI; readonly id: AdminKeyId }
const today = () => Math.floor(Date.now() / 1000 / DAY_S) * DAY_S

beforeAll(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
  world.upstream.script = (_request, answer) =>
    answer.complete({ text: 'Hello.', prompt: 1_000, completion: 100 })
})
afterAll(() => world.close())
beforeEach(async () => {
  key = await world.key()
  admin = await makeAdmin(key)
})

async function makeAdmin({ ctx }: TestKey) {
  const made = await createAdminKey(ctx, { name: 'finance' })
  if (!made.ok) throw new Error(made.error.message)
  const { id, secret } = made.value
  const client = new OpenAI({ baseURL: baseUrlOf(gateway), adminAPIKey: secret, maxRetries: 0 })
  return { id, secret, client }
}

const chat = (client: OpenAI) =>
  client.chat.completions.create({ model, messages: [{ role: 'user', content: 'hi' }] })

async function get(path: string, secret = admin.secret) {
  const answer = await fetch(`${baseUrlOf(gateway)}${path}`, {
    headers: { authorization: `Bearer ${secret}` },
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as object }
}

const errorOf = async (path: string, secret?: string) => {
  const { status, body } = await get(path, secret)
  return {
    status,
    ...z.object({ error: z.object({ code: z.string(), param: label, message: z.string() }) }).parse(body)
      .error,
  }
}

describe('usage and costs, asked by the unmodified client', () => {
  it('show a request as soon as it is answered, at its exact cost', async () => {
    await chat(clientOf(gateway, key))
    await chat(clientOf(gateway, key))
    const { usage } = admin.client.admin.organization

    const tokens = completionsPage.parse(await usage.completions({ start_time: today() }))
    expect(tokens).toMatchObject({ has_more: false, next_page: null })
    expect(tokens.data).toHaveLength(1)
    expect(tokens.data[0]).toMatchObject({ start_time: today(), end_time: today() + DAY_S })
    expect(tokens.data[0]?.results).toEqual([
      {
        object: 'organization.usage.completions.result',
        input_tokens: 2_000,
        output_tokens: 200,
        input_cached_tokens: 0,
        input_audio_tokens: 0,
        output_audio_tokens: 0,
        num_model_requests: 2,
        project_id: null,
        user_id: null,
        api_key_id: null,
        model: null,
        batch: null,
        service_tier: null,
      },
    ])

    // From the price list: $0.15 and $0.60 per million tokens.
    const costs = costsPage.parse(
      await usage.costs({ start_time: today(), group_by: ['line_item', 'api_key_id'] }),
    )
    expect(costs.data[0]?.results).toEqual([
      {
        object: 'organization.costs.result',
        amount: { value: 0.0003, currency: 'usd' },
        line_item: 'GPT-4o mini, input tokens',
        project_id: null,
        api_key_id: key.keyId,
        quantity: 2_000,
      },
      {
        object: 'organization.costs.result',
        amount: { value: 0.00012, currency: 'usd' },
        line_item: 'GPT-4o mini, output tokens',
        project_id: null,
        api_key_id: key.keyId,
        quantity: 200,
      },
    ])
    const images = imagesPage.parse(await usage.images({ start_time: today() }))
    expect(images.data.map(({ results }) => results)).toEqual([[]])
  })

  it('filter and group as the client writes lists, and as others do', async () => {
    await chat(clientOf(gateway, key))
    const { usage } = admin.client.admin.organization
    const grouped = await usage.completions({
      start_time: today(),
      group_by: ['model', 'api_key_id', 'batch', 'service_tier', 'project_id'],
      models: [model, 'openai/gpt-4o'],
      api_key_ids: [key.keyId],
    })
    expect(completionsPage.parse(grouped).data[0]?.results).toMatchObject([
      { model, api_key_id: key.keyId, batch: false, service_tier: 'default', project_id: null },
    ])
    const same = [
      `group_by=model&group_by=api_key_id&models=${model}`,
      `group_by=model,api_key_id&models[]=${model}`,
      `group_by[0]=model&group_by[1]=api_key_id`,
    ]
    for (const query of same) {
      const { body } = await get(`/organization/usage/completions?start_time=${today()}&${query}`)
      expect(completionsPage.parse(body).data[0]?.results).toMatchObject([{ model, api_key_id: key.keyId }])
    }
    const nothing = [
      { models: ['openai/gpt-4o'] },
      { api_key_ids: ['key_0'] },
      { project_ids: ['proj_1'] },
      { user_ids: ['user_1'] },
      { batch: true },
    ]
    for (const filter of nothing) {
      const page = completionsPage.parse(await usage.completions({ start_time: today(), ...filter }))
      expect(page.data.map(({ results }) => results)).toEqual([[]])
    }
  })

  it('come in pages of so many buckets, up to now and no further', async () => {
    const { usage } = admin.client.admin.organization
    const start_time = today() - 10 * DAY_S + 3_600
    const starts: number[] = []
    let page: string | undefined
    do {
      const answer = await usage.costs({ start_time, end_time: today() + 400 * DAY_S, limit: 4, page })
      expect(answer.data.length).toBeLessThanOrEqual(4)
      expect(answer.has_more).toBe(answer.next_page !== null)
      starts.push(...answer.data.map(bucket => bucket.start_time))
      page = answer.next_page ?? undefined
    } while (page !== undefined)
    expect(starts).toEqual(Array.from({ length: 11 }, (_, i) => today() - (10 - i) * DAY_S))

    const widths = await Promise.all(
      (['1m', '1h', '1d'] as const).map(bucket_width =>
        usage.completions({ start_time: today() - 20 * DAY_S, end_time: today(), bucket_width }),
      ),
    )
    expect(widths.map(({ data }) => data.length)).toEqual([60, 24, 7])
    expect((await usage.completions({ start_time: 0, limit: 1 })).data[0]?.start_time).toBe(
      Date.UTC(2026, 0) / 1000,
    )
    expect(await usage.costs({ start_time: today() + 5 * DAY_S })).toMatchObject({
      data: [],
      has_more: false,
    })
  })
})

describe('parameters', () => {
  it.each([
    ['usage/completions', '', 'missing_required_parameter', 'start_time'],
    ['usage/completions', 'start_time=yesterday', 'invalid_value', 'start_time'],
    ['usage/completions', 'start_time=99999999999999', 'invalid_value', 'start_time'],
    ['usage/completions', 'start_time=1&start_time=2', 'invalid_value', 'start_time'],
    ['usage/completions', 'start_time=5&end_time=5', 'invalid_value', 'end_time'],
    ['usage/completions', 'start_time=5&bucket_width=1w', 'invalid_value', 'bucket_width'],
    ['usage/completions', 'start_time=5&limit=32', 'invalid_value', 'limit'],
    ['usage/completions', 'start_time=5&limit=0', 'invalid_value', 'limit'],
    ['usage/completions', 'start_time=5&limit=169&bucket_width=1h', 'invalid_value', 'limit'],
    ['usage/completions', 'start_time=5&limit=1441&bucket_width=1m', 'invalid_value', 'limit'],
    ['usage/completions', 'start_time=5&group_by=line_item', 'invalid_value', 'group_by[0]'],
    ['usage/completions', 'start_time=5&page=page_AAAAAAAAAAA', 'invalid_value', 'page'],
    ['usage/completions', 'start_time=5&page=next', 'invalid_value', 'page'],
    ['usage/completions', 'start_time=5&models=%00', 'invalid_value', 'models[0]'],
    ['usage/completions', 'start_time=5&batch=maybe', 'invalid_value', 'batch'],
    ['usage/completions', 'start_time=5&api_key_id=key_1', 'unknown_parameter', 'api_key_id'],
    ['usage/images', 'start_time=5&group_by=batch', 'invalid_value', 'group_by[0]'],
    ['costs', 'start_time=5&bucket_width=1h', 'invalid_value', 'bucket_width'],
    ['costs', 'start_time=5&limit=181', 'invalid_value', 'limit'],
    ['costs', 'start_time=5&models=a', 'unknown_parameter', 'models'],
  ])('%s?%s is refused: %s %s', async (path, query, code, param) => {
    expect(await errorOf(`/organization/${path}?${query}`)).toMatchObject({ status: 400, code, param })
  })
})

describe('admin keys', () => {
  it('open nothing but usage and costs', async () => {
    const client = clientOf(gateway, admin)
    const asks = [
      () => chat(client),
      () => client.models.list(),
      () => client.images.generate({ prompt: 'x' }),
    ]
    for (const ask of asks) {
      const error: unknown = await Promise.resolve(ask()).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
      expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' })
      expect(String(error)).toContain('admin key')
    }
    expect(await world.events(key.accountId)).toEqual([])
  })

  it('are asked for in the words of OpenAI where an API key comes, and the key is shown the refusal', async () => {
    const { usage } = new OpenAI({ baseURL: baseUrlOf(gateway), adminAPIKey: key.secret, maxRetries: 0 })
      .admin.organization
    const error: unknown = await usage.costs({ start_time: today() }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError)
    expect(error).toMatchObject({ status: 403, code: 'missing_scope', type: 'invalid_request_error' })
    expect(String(error)).toContain('Missing scopes: api.usage.read')
    await gateway.gateway.bookkeeping.flush()
    const { db } = world.database
    const [row] = await db.select().from(rejections).where(eq(rejections.accountId, key.accountId))
    expect(row).toMatchObject({ keyId: key.keyId, reason: 'missing_scope', requests: 1 })
  })

  it('that are missing or unknown are refused', async () => {
    const path = `/organization/costs?start_time=${today()}`
    expect((await fetch(`${baseUrlOf(gateway)}${path}`)).status).toBe(401)
    expect(await errorOf(path, newAdminSecret())).toMatchObject({ status: 401, code: 'invalid_api_key' })
    expect(await errorOf(path, 'sk-admin-')).toMatchObject({ status: 401, code: 'invalid_api_key' })
  })

  it('see their own account only, also once it may not generate', async () => {
    await chat(clientOf(gateway, key))
    const other = await makeAdmin(await world.key())
    const asked = { start_time: today(), api_key_ids: [key.keyId] }
    const theirs = await other.client.admin.organization.usage.costs(asked)
    expect(theirs.data.map(({ results }) => results)).toEqual([[]])
    await world.changeAccount(key.accountId, { standing: 'suspended', heldAt: new Date() })
    const own = await admin.client.admin.organization.usage.costs(asked)
    expect(own.data[0]?.results).toHaveLength(1)
  })

  it('are dead on every gateway once revoking returns, and never come back', async () => {
    const second = await world.gateway()
    const clients = [gateway, second].map(
      at => new OpenAI({ baseURL: baseUrlOf(at), adminAPIKey: admin.secret, maxRetries: 0 }),
    )
    const ask = (client: OpenAI) => client.admin.organization.usage.costs({ start_time: today() })
    for (const client of clients) expect((await ask(client)).object).toBe('page')
    expect(await revokeAdminKey(key.ctx, admin.id)).toEqual({ ok: true, value: null })
    for (const client of clients) await expect(ask(client)).rejects.toMatchObject({ status: 401 })
    expect(await revokeAdminKey(key.ctx, admin.id)).toMatchObject({ ok: false })
    await second.stop()
  })

  it('of others cannot be revoked', async () => {
    const other = await world.key()
    expect(await revokeAdminKey(other.ctx, admin.id)).toMatchObject({
      ok: false,
      error: { code: 'unknown_admin_key' },
    })
    expect((await get(`/organization/costs?start_time=${today()}`)).status).toBe(200)
  })

  it('have a rate of their own for the account, said in every answer, which takes nothing from API keys', async () => {
    // Alone again: while it takes another for live, it grants its own part at once and no more.
    await until(
      () => gateway.gateway.rateLimits.liveGateways,
      count => count === 1,
    )
    const path = `/organization/costs?start_time=${today()}`
    const first = await get(path)
    expect(first.headers.get('x-ratelimit-limit-requests')).toBe(String(ADMIN_REQUESTS_PER_MINUTE))
    expect(first.headers.get('x-ratelimit-remaining-requests')).toBe(String(ADMIN_REQUESTS_PER_MINUTE - 1))
    expect(first.headers.get('x-ratelimit-limit-tokens')).toBeNull()
    const rest = Array.from({ length: ADMIN_REQUESTS_PER_MINUTE - 1 }, () => get(path))
    expect(new Set((await Promise.all(rest)).map(({ status }) => status))).toEqual(new Set([200]))
    const another = await makeAdmin(key)
    expect(await errorOf(path, another.secret)).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
    expect((await chat(clientOf(gateway, key))).object).toBe('chat.completion')
  })

  it('leave a trace: who made and revoked them, and when they were last used', async () => {
    const { db } = world.database
    const row = async () => (await db.select().from(adminKeys).where(eq(adminKeys.id, admin.id)))[0]
    expect((await row())?.lastUsedAt).toBeNull()
    await get(`/organization/costs?start_time=${today()}`)
    const used = await until(row, found => found?.lastUsedAt != null)
    expect(Math.abs((used?.lastUsedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(120_000)
    expect(JSON.stringify(used)).not.toContain(admin.secret)
    await revokeAdminKey(key.ctx, admin.id)
    const entries = await db.select().from(auditLog).where(eq(auditLog.accountId, key.accountId))
    expect(entries.map(({ action, target, actorUserId }) => [action, target, actorUserId])).toEqual([
      ['admin_key.created', admin.id, key.ctx.userId],
      ['admin_key.revoked', admin.id, key.ctx.userId],
    ])
    expect(JSON.stringify(entries)).not.toContain(admin.secret.slice(-20))
  })
})
