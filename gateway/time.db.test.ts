import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { budgetShards } from '@/db/schema'
import { GatewayClock } from '@/gateway/clock'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, collect, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { moveClock } from '@/lib/clock/commands'
import { setSpendLimit } from '@/lib/limits/commands'
import { endOf, nextPeriod, periodOf } from '@/lib/period'
import { checkLedger } from '@/lib/usage/ledger/queries'
import { closePeriod } from '@/lib/usage/periods/commands'

const ask = {
  model: 'openai/gpt-4o-mini',
  max_tokens: 50,
  messages: [{ role: 'user' as const, content: 'hi' }],
}
const costNanos = 10n * 150n + 4n * 600n
const thisMonth = periodOf(new Date())
const nextMonth = nextPeriod(thisMonth)

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey
beforeEach(async () => {
  world = await GatewayWorld.create()
  gateway = await world.gateway()
  key = await world.key()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await world.close()
})

/** To so many milliseconds before the month ends. */
const moveToMonthsEnd = (leftMs: number) =>
  moveClock({ db: world.database.db, mode: 'demo' }, new Date(endOf(thisMonth).getTime() - leftMs), {
    moveSandbox: async () => undefined,
    tickJobs: async () => undefined,
  })
const midnight = () =>
  until(
    () => gateway.gateway.clock.now(),
    now => now >= endOf(thisMonth),
  )

describe('the end of a month', () => {
  it('a request admitted before it and finished after it belongs to the month of its admission, which waits for it to close', async () => {
    const client = clientOf(gateway, key)
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'word '.repeat(80), prompt: 10, completion: 4, paceMs: 40 })
    await moveToMonthsEnd(1_500)
    const reading = client.chat.completions.create({ ...ask, stream: true }).then(chunks => collect(chunks))
    await until(
      () => world.upstream.requests.length,
      sent => sent === 1,
    )
    const now = await midnight()
    world.upstream.script = (_request, answer) => answer.complete({ text: 'Hi.', prompt: 10, completion: 4 })
    await client.chat.completions.create(ask)
    expect(await closePeriod(world.database.db, thisMonth, now)).toEqual({ ok: true, value: 'waiting' })
    expect((await reading).at(-1)?.choices[0]?.finish_reason).toBe('stop')
    const events = await world.events(key.accountId)
    expect(events.map(event => periodOf(event.admittedAt))).toEqual([thisMonth, nextMonth])
    for (const { settledAt } of events) expect(periodOf(settledAt)).toBe(nextMonth)
    await until(
      () => closePeriod(world.database.db, thisMonth, now),
      closed => closed.ok && closed.value === 'closed',
    )
    for (const period of [thisMonth, nextMonth])
      expect(await checkLedger(world.database.db, key.accountId, period)).toMatchObject({
        totalNanos: costNanos,
        differences: [],
      })
  })

  it('is the end of its limit: what was refused before midnight is served after it, from a budget of its own', async () => {
    const client = clientOf(gateway, key)
    await setSpendLimit(key.ctx, 'account', 40_000n)
    await moveToMonthsEnd(1_500)
    await client.chat.completions.create(ask)
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({
      code: 'account_spend_limit_exceeded',
    })
    await midnight()
    expect((await client.chat.completions.create(ask)).choices).toHaveLength(1)
    const shards = await world.database.db
      .select()
      .from(budgetShards)
      .where(eq(budgetShards.accountId, key.accountId))
    const spent = shards
      .filter(({ scope }) => scope === 'account')
      .map(shard => [shard.period, shard.spentNanos])
    expect(new Map(spent as [string, bigint][])).toEqual(
      new Map([
        [thisMonth, costNanos],
        [nextMonth, costNanos],
      ]),
    )
  })
})

describe('a machine whose own clock is off', () => {
  const readiness = async () => {
    const response = await fetch(`${baseUrlOf(gateway).replace('/api/openai/v1', '')}/readyz`)
    return { status: response.status, body: await response.text() }
  }

  it('by more than a second is not ready, and whatever it serves all the same has the database’s time', async () => {
    expect((await readiness()).status).toBe(200)
    const wallMs = Date.now.bind(Date)
    vi.spyOn(Date, 'now').mockImplementation(() => wallMs() + 45 * 86_400_000)
    await until(
      () => gateway.gateway.clock.skewMs,
      skew => skew > 1_000,
    )
    expect(await readiness()).toMatchObject({ status: 503, body: expect.stringContaining('clock') as string })
    await clientOf(gateway, key).chat.completions.create(ask)
    vi.restoreAllMocks()
    const [event] = await world.events(key.accountId)
    expect(Math.abs((event?.admittedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    await until(readiness, ({ status }) => status === 200)
  })

  it('by up to a second is, and its jumps move nothing', () => {
    let [wallMs, monotonicMs] = [1_800_000_000_000, 5_000]
    const clock = new GatewayClock(
      () => monotonicMs,
      () => wallMs,
    )
    const dbNow = new Date(1_800_000_000_400)
    clock.observe({ sentMs: 4_990, receivedMs: 5_010, dbNow, clockOffsetMs: 0 })
    expect(clock.skewMs).toBe(400)
    expect(clock.now()).toEqual(dbNow)
    wallMs += 3_600_000
    monotonicMs += 1_000
    expect(clock.now()).toEqual(new Date(1_800_000_001_400))
  })
})
