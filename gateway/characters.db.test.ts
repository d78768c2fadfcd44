import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { characterReads } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { readCharacters } from '@/lib/characters/character'
import { countCharacterRead, syncCharacters } from '@/lib/characters/commands'
import { awaitGateways } from '@/lib/control/commands'
import { getControlEpoch } from '@/lib/control/queries'

const characters = readCharacters()
const [first] = characters
if (!first) throw new Error('there are no characters')

let world: GatewayWorld
let gateway: RunningGateway

beforeAll(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
})
afterAll(() => world.close())

function get(path: string, { secret }: TestKey): Promise<Response> {
  return fetch(`${baseUrlOf(gateway)}${path}`, { headers: { authorization: `Bearer ${secret}` } })
}

describe('characters', () => {
  it('are told whole to an account with billing, but for what makes them', async () => {
    const key = await world.key()
    const response = await get('/characters', key)
    const body = (await response.json()) as { object: string; data: Record<string, unknown>[] }
    expect(body.object).toBe('list')
    expect(body.data).toHaveLength(characters.length)
    const { id, name, shortDescription, description, greeting, tags, avatarUrl } = first
    const one = {
      id,
      object: 'character',
      name,
      avatar: `https://developers.example.com${avatarUrl}`,
      short_description: shortDescription,
      description,
      greeting,
      tags,
    }
    expect(body.data).toContainEqual(one)
    expect(await (await get(`/characters/${id}`, key)).json()).toEqual(one)
  })

  it.each(['free', 'suspended'] as const)('are told in short to a %s account', async standing => {
    const key = await world.key({ account: { standing } })
    const { data } = (await (await get('/characters', key)).json()) as { data: object[] }
    for (const character of [...data, (await (await get(`/characters/${first.id}`, key)).json()) as object])
      expect(Object.keys(character).sort()).toEqual(['avatar', 'id', 'name', 'object', 'short_description'])
  })

  it('need the permission, and one that exists', async () => {
    const key = await world.key({ key: { permissions: ['text_generation'] } })
    expect(await (await get('/characters', key)).json()).toMatchObject({
      error: { code: 'insufficient_permissions' },
    })
    const response = await get('/characters/chr_nobody', await world.key())
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'character_not_found', param: 'id' } })
  })

  it('never show their system prompt', async () => {
    const text = await (await get('/characters', await world.key())).text()
    for (const { systemPrompt } of characters) expect(text).not.toContain(systemPrompt.slice(0, 40))
  })

  it('have an avatar of their own that the web app serves', () => {
    const files = characters.map(({ avatarUrl }) => join(import.meta.dirname, '../public', avatarUrl))
    expect(new Set(files).size).toBe(characters.length)
    for (const file of files) {
      expect(existsSync(file)).toBe(true)
      expect(readFileSync(file, 'utf8')).not.toMatch(/<script|href=|on\w+=|url\(/)
    }
  })
})

describe('the reads of a free account', () => {
  it('end for the day at the cap, over all gateways, and say when they begin again', async () => {
    const key = await world.key({ account: { standing: 'free' } })
    const { db } = world.database
    const day = new Date()
    day.setUTCHours(0, 0, 0, 0)
    await db.insert(characterReads).values({ accountId: key.accountId, day, reads: 997 })
    const other = await world.gateway()
    const read = (running: RunningGateway) =>
      fetch(`${baseUrlOf(running)}/characters`, { headers: { authorization: `Bearer ${key.secret}` } })
    const responses = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(i => read(i % 2 ? gateway : other)))
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429, 429, 429, 429])
    const refused = responses.find(({ status }) => status === 429)
    expect(await refused?.json()).toMatchObject({
      error: { code: 'character_reads_exceeded', type: 'requests' },
    })
    const seconds = Number(refused?.headers.get('retry-after'))
    const untilMidnight = (day.getTime() + 86_400_000 - Date.now()) / 1000
    expect(Math.abs(seconds - untilMidnight)).toBeLessThan(30)
    expect(refused?.headers.get('x-should-retry')).toBe('false')
  })

  it('are counted one by one, and anew each day; a clock that is behind does not reset them', async () => {
    const { db } = world.database
    const { accountId } = await world.key({ account: { standing: 'free' } })
    const at = (day: number, hour = 12) => new Date(Date.UTC(2026, 10, day, hour))
    const read = (now: Date) => countCharacterRead(db, accountId, now, 3)
    const concurrent = await Promise.all(Array.from({ length: 10 }, () => read(at(22))))
    expect(concurrent.filter(Boolean)).toHaveLength(3)
    expect(await read(at(22, 23))).toBe(false)
    expect(await read(at(23, 0))).toBe(true)
    expect(await read(at(22, 23))).toBe(true)
    expect(await read(at(23, 1))).toBe(true)
    expect(await read(at(23, 1))).toBe(false)
    expect(await countCharacterRead(db, accountId, at(30), 0)).toBe(false)
  })
})

describe('a character in a chat', () => {
  let key: TestKey
  let client: OpenAI
  beforeEach(async () => {
    key = await world.key({ key: { permissions: ['text_generation'] } })
    client = clientOf(gateway, key)
    world.upstream.script = (_request, answer) => answer.complete({ text: 'Aye.', prompt: 10, completion: 2 })
  })
  const ask = (character_id: string, more: object = {}) => ({
    model: 'openai/gpt-4o-mini',
    messages: [
      { role: 'system' as const, content: 'Answer in Norwegian.' },
      { role: 'user' as const, content: 'hi' },
    ],
    character_id,
    ...more,
  })

  it('speaks first to the model, and is no field of the request that is sent', async () => {
    await client.chat.completions.create(ask(first.id))
    const body = world.upstream.requests.at(-1)?.body
    expect(body?.messages).toEqual([
      { role: 'system', content: first.systemPrompt },
      ...ask(first.id).messages,
    ])
    expect(body).not.toHaveProperty('character_id')
  })

  it('is paid for as input: held, and counted where the provider counts nothing', async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'Aye.', prompt: 10, completion: 2, usage: null })
    const { character_id, ...plainly } = ask(first.id, { max_tokens: 5 })
    await client.chat.completions.create({ ...plainly, ...{ character_id } })
    await client.chat.completions.create(plainly)
    const [spoken, plain] = await until(
      () => world.events(key.accountId),
      found => found.length === 2,
    )
    if (!spoken || !plain) throw new Error('no events')
    const bytes = BigInt(Buffer.byteLength(first.systemPrompt))
    // 150 nano-dollars a token, at most a token per byte.
    expect(spoken.reservedNanos - plain.reservedNanos).toBeGreaterThanOrEqual(bytes * 150n)
    expect(spoken.inputTokens - plain.inputTokens).toBeGreaterThan(first.systemPrompt.length / 8)
  })

  it('that does not exist is named', async () => {
    await expect(client.chat.completions.create(ask('chr_nobody'))).rejects.toMatchObject({
      status: 404,
      code: 'character_not_found',
      param: 'character_id',
    })
  })
})

describe('the cast', () => {
  it('follows its file: changed, gone, and the same again, in force on every gateway', async () => {
    const { db } = world.database
    const key = await world.key()
    const inForce = async (cast: Parameters<typeof syncCharacters>[2]) => {
      await syncCharacters(db, new Date(), cast)
      await awaitGateways(db, await getControlEpoch(db))
      const { data } = (await (await get('/characters', key)).json()) as { data: { name: string }[] }
      return data.map(({ name }) => name)
    }
    const [one, two] = characters
    if (!one || !two) throw new Error('too few')
    expect(await inForce([{ ...one, name: 'Someone else' }, two])).toEqual(['Someone else', two.name].sort())
    expect(await inForce(characters)).toHaveLength(characters.length)
    const epoch = await getControlEpoch(db)
    await syncCharacters(db, new Date())
    expect(await getControlEpoch(db)).toBe(epoch)
  })
})
