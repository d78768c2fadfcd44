import { afterAll, beforeAll, expect, it } from 'vitest'
import { gatewayRates } from '@/db/schema'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, GatewayWorld, until } from '@/gateway/testing'

const limit = 40
/** What a gateway grants before it has claimed anything: a sixteenth. */
const unclaimed = 2

let world: GatewayWorld
let one: RunningGateway

beforeAll(async () => {
  world = await GatewayWorld.create()
  one = await world.gateway()
})
afterAll(() => world.close())

const keyOf40 = () => world.key({ key: { requestsPerMinute: limit } })

async function ask(gateway: RunningGateway, { secret }: { secret: string }) {
  const answer = await fetch(`${baseUrlOf(gateway)}/models`, {
    headers: { authorization: `Bearer ${secret}` },
  })
  await answer.arrayBuffer()
  return answer
}

async function count(gateway: RunningGateway, key: { secret: string }, times: number): Promise<number> {
  let granted = 0
  for (let i = 0; i < times; i += 1) if ((await ask(gateway, key)).status === 200) granted += 1
  return granted
}

const storedReports = async () =>
  (await world.database.db.select().from(gatewayRates)).flatMap(row => Object.keys(row.reports as object))

it('a lone gateway grants the whole limit and tells nobody', async () => {
  const key = await keyOf40()
  expect(await count(one, key, limit + 1)).toBe(limit)
  expect(await world.database.db.select().from(gatewayRates)).toEqual([])
})

it('of two, the one that a client is connected to grants the whole limit, and the sum stays within its bound', async () => {
  const two = await world.gateway()
  const both = [one, two]
  await until(
    () => both.map(({ gateway }) => gateway.rateLimits.liveGateways),
    counts => counts.every(each => each === 2),
  )
  const key = await keyOf40()

  // An equal part at once, and no word about it to anyone while others may need it.
  expect(await count(one, key, limit)).toBe(limit / 2)
  let granted = limit / 2
  await until(
    async () => (granted += await count(one, key, 5)),
    sum => sum === limit,
  )
  expect(await storedReports()).toEqual([`requests ${key.keyId}`])

  // The other one has heard of it.
  granted += await count(two, key, 10)
  expect(granted).toBeLessThanOrEqual(limit + unclaimed)
  const refused = await until(
    () => ask(two, key),
    answer => answer.headers.get('x-ratelimit-remaining-requests') === '0',
  )
  expect(refused.status).toBe(429)
  expect(refused.headers.get('x-ratelimit-limit-requests')).toBe('40')
  expect(refused.headers.get('x-ratelimit-reset-requests')).toMatch(/^(\d+s|1m0s)$/)

  // Far from the limit nothing is exchanged.
  const quiet = await keyOf40()
  expect(await count(one, quiet, 5)).toBe(5)
  expect(await count(two, quiet, 5)).toBe(5)
  expect((await storedReports()).filter(name => name.includes(quiet.keyId))).toEqual([])
  await two.stop()
})
