import { eq } from 'drizzle-orm'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { jobs, periods } from '@/db/schema'
import { heartbeat } from '@/lib/gateways/commands'
import { newId, type GatewayId } from '@/lib/ids'
import { lease } from '@/lib/limits/leases/commands'
import type { Period } from '@/lib/period'
import { settle } from '@/lib/usage/commands'
import { createLedgerWorld, eventOf, newKeyId, NOON, type LedgerWorld } from '@/lib/usage/testing'
import { closePeriod } from './commands'

const DECEMBER = new Date('2026-12-01T00:10:00.000Z')

let world: LedgerWorld
const worlds: LedgerWorld[] = []
beforeEach(async () => {
  world = await createLedgerWorld()
  worlds.push(world)
})
afterAll(() => Promise.all(worlds.map(({ database }) => database.drop())))

/** Beats as a gateway does: acknowledges whatever is new, holding what it holds. */
function keepBeating(id: GatewayId, held: () => Period | null): () => void {
  let ackedEpoch = 0
  const timer = setInterval(() => {
    void heartbeat(world.db, { id, mode: 'demo', ackedEpoch, oldestReservedPeriod: held() }).then(pulse => {
      if (!pulse.fenced) ackedEpoch = pulse.epoch
    })
  }, 20)
  return () => clearInterval(timer)
}
const stateOf = async (period: Period) =>
  (await world.db.select().from(periods).where(eq(periods.period, period)))[0]?.state

describe('closing a period', () => {
  it('is refused before it is over', async () => {
    const refused = await closePeriod(world.db, '2026-11', new Date('2026-11-30T23:59:59.999Z'))
    expect(refused).toMatchObject({ ok: false, error: { code: 'period_open' } })
    expect(await stateOf('2026-11')).toBeUndefined()
  })

  it('closes at once where nobody holds anything of it, and once for all', async () => {
    const stop = keepBeating(await world.newGateway(), () => '2026-12')
    expect(await closePeriod(world.db, '2026-11', DECEMBER)).toEqual({ ok: true, value: 'closed' })
    expect(await closePeriod(world.db, '2026-11', DECEMBER)).toEqual({ ok: true, value: 'closed' })
    stop()
    expect(await stateOf('2026-11')).toBe('closed')
  })

  it('waits for the reservations of living gateways, bars new ones, and then takes nothing more', async () => {
    const gatewayId = await world.newGateway()
    const accountId = await world.newAccount()
    const keyId = newKeyId()
    await world.fund(gatewayId, accountId, keyId, 100_000n)
    let held: Period | null = '2026-11'
    const stop = keepBeating(gatewayId, () => held)
    expect(await closePeriod(world.db, '2026-11', DECEMBER)).toEqual({ ok: true, value: 'waiting' })
    const asks = [{ scope: 'account' as const, seq: 1, minNanos: 1n, needNanos: 1n, wantNanos: 0n }]
    expect(await lease(world.db, { gatewayId, accountId, period: '2026-11', asks })).toMatchObject({
      barred: true,
      shards: [{ grantedNanos: 100_000n }],
    })
    const inTime = eventOf(accountId, keyId)
    expect((await settle(world.db, gatewayId, [inTime], DECEMBER)).get(inTime.id)).toMatchObject({
      costNanos: 11_900n,
    })
    held = null
    await expect.poll(() => closePeriod(world.db, '2026-11', DECEMBER)).toEqual({ ok: true, value: 'closed' })
    stop()
    const late = eventOf(accountId, keyId)
    expect((await settle(world.db, gatewayId, [late], DECEMBER)).get(late.id)).toMatchObject({
      costNanos: 0n,
      waivedNanos: 11_900n,
    })
  })

  it('fences a gateway that went silent rather than wait for it', async () => {
    await world.newGateway(50)
    expect(await closePeriod(world.db, '2026-11', DECEMBER)).toEqual({ ok: true, value: 'closed' })
  })

  it('waits for jobs that were admitted in it', async () => {
    const accountId = await world.newAccount()
    const id = newId('job', NOON)
    await world.db.insert(jobs).values({
      accountId,
      id,
      requestId: newId('request', NOON),
      keyId: newKeyId(),
      modelId: 'm',
      priceId: 'p',
      provider: 'tensorart',
      status: 'QUEUED',
      request: {},
      reservedNanos: 1n,
      admittedAt: new Date('2026-11-30T23:59:00Z'),
      deadlineAt: DECEMBER,
    })
    expect(await closePeriod(world.db, '2026-11', DECEMBER)).toEqual({ ok: true, value: 'waiting' })
    await world.db.update(jobs).set({ status: 'FAILED', request: null }).where(eq(jobs.id, id))
    expect(await closePeriod(world.db, '2026-11', DECEMBER)).toEqual({ ok: true, value: 'closed' })
  })

  it('is a clean cut through settlements under way: each is charged before it or waived after', async () => {
    const gatewayId = await world.newGateway()
    const accountId = await world.newAccount()
    const keyId = newKeyId()
    await world.fund(gatewayId, accountId, keyId, 10_000_000n)
    const stop = keepBeating(gatewayId, () => null)
    let charged = 0n
    const settling = async () => {
      for (let i = 0; i < 60; i += 1) {
        const event = eventOf(accountId, keyId)
        const settled = await settle(world.db, gatewayId, [event], DECEMBER)
        charged += settled.get(event.id)?.costNanos ?? 0n
      }
    }
    const closing = async () => {
      await new Promise(resolve => setTimeout(resolve, 60))
      await closePeriod(world.db, '2026-11', DECEMBER)
      const { rows } = await world.database.pool.query<{ nanos: string }>(
        'SELECT coalesce(sum(cost_nanos), 0) AS nanos FROM usage_base WHERE account_id = $1',
        [accountId],
      )
      return BigInt(rows[0]?.nanos ?? 0)
    }
    const [, , , atClose] = await Promise.all([settling(), settling(), settling(), closing()])
    stop()
    expect(charged).toBe(atClose)
  })
})
