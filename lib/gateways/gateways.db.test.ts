import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { periods } from '@/db/schema'
import { announceShortage, awaitGateways, recordControlChange } from '@/lib/control/commands'
import { CONTROL_CHANNEL, parseNotice, type Notice } from '@/lib/control/channel'
import { getBarredThrough, getControlEpoch, listControlChanges } from '@/lib/control/queries'
import { newId, type GatewayId } from '@/lib/ids'
import { fenceGateway, fenceStale, heartbeat, registerGateway } from './commands'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const start = async (fenceAfterMs = 60_000) => {
  const id = newId('gateway', new Date())
  return { id, ...(await registerGateway(database.db, { id, mode: 'demo', fenceAfterMs })) }
}
const beat = (id: GatewayId, ackedEpoch: number, oldestReservedPeriod: '2026-10' | '2026-11' | null = null) =>
  heartbeat(database.db, { id, mode: 'demo', ackedEpoch, oldestReservedPeriod })
const change = () => database.db.transaction(tx => recordControlChange(tx, { kind: 'catalog' }))
const heldBy = async (id: GatewayId) => {
  const { rows } = await database.db.execute<{ acked_epoch: string; oldest_reserved_period: string | null }>(
    sql`SELECT acked_epoch, oldest_reserved_period FROM gateways WHERE id = ${id}`,
  )
  return rows[0]
}

describe('a gateway', () => {
  it('starts with what is so far, and its heartbeats bring the time and the newest change', async () => {
    const { id, epoch, dbNow, barredThrough } = await start()
    expect(barredThrough).toBeNull()
    expect(Math.abs(dbNow.getTime() - Date.now())).toBeLessThan(5_000)
    const next = await change()
    expect(await beat(id, epoch)).toMatchObject({ fenced: false, epoch: next, clockOffsetMs: 0 })
    await database.db.insert(periods).values([
      { period: '2026-08', state: 'closed' },
      { period: '2026-09', state: 'closing' },
      { period: '2026-12', state: 'open' },
    ])
    expect((await start()).barredThrough).toBe('2026-09')
    expect(await getBarredThrough(database.db)).toBe('2026-09')
  })

  it('never takes an acknowledgement back by a late heartbeat, nor lets a period go that a newer one held', async () => {
    const { id, epoch } = await start()
    await beat(id, epoch + 5, '2026-10')
    await beat(id, epoch + 3, null)
    expect(await heldBy(id)).toEqual({ acked_epoch: String(epoch + 5), oldest_reserved_period: '2026-10' })
    await beat(id, epoch + 5, null)
    expect(await heldBy(id)).toMatchObject({ oldest_reserved_period: null })
  })

  it('ignores a stored clock offset in live mode', async () => {
    const { id } = await start()
    await database.db.execute(sql`UPDATE control_state SET clock_offset_ms = 3600000`)
    expect(await beat(id, 0)).toMatchObject({ clockOffsetMs: 3_600_000 })
    expect(
      await heartbeat(database.db, { id, mode: 'live', ackedEpoch: 0, oldestReservedPeriod: null }),
    ).toMatchObject({ clockOffsetMs: 0 })
    await database.db.execute(sql`UPDATE control_state SET clock_offset_ms = 0`)
  })

  it('is fenced when it stays silent, for good, and the pseudo-gateway of jobs never is', async () => {
    const quick = await start(30)
    const steady = await start()
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(await fenceStale(database.db)).toEqual([quick.id])
    expect(await fenceStale(database.db)).toEqual([])
    expect(await beat(quick.id, 0)).toEqual({ fenced: true })
    expect(await beat(steady.id, 0)).toMatchObject({ fenced: false })
    const { rows } = await database.db.execute(sql`SELECT fenced_at FROM gateways WHERE id = 'jobs'`)
    expect(rows).toEqual([{ fenced_at: null }])
  })
})

describe('a control change', () => {
  it('is numbered in the order of commits, whoever makes it', async () => {
    const before = await getControlEpoch(database.db)
    const numbers = await Promise.all(Array.from({ length: 20 }, change))
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => before + 1 + i))
    expect((await listControlChanges(database.db, before)).map(({ epoch }) => epoch)).toEqual(
      [...numbers].sort((a, b) => a - b),
    )
    await expect(
      database.db.transaction(async tx => {
        await recordControlChange(tx, { kind: 'account', accountId: 'acc_1' })
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    expect(await getControlEpoch(database.db)).toBe(before + 20)
  })

  it('is in force once every live gateway has acknowledged it, and not before', async () => {
    await database.db.execute(sql`UPDATE gateways SET fenced_at = now() WHERE kind = 'gateway'`)
    const [one, two] = [await start(), await start()]
    const epoch = await change()
    let inForce = false
    const waiting = awaitGateways(database.db, epoch).then(result => {
      inForce = true
      return result
    })
    await beat(one.id, epoch)
    await new Promise(resolve => setTimeout(resolve, 120))
    expect(inForce).toBe(false)
    await beat(two.id, epoch)
    expect(await waiting).toEqual({ fenced: [] })
  })

  it('fences who is silent, and who beats but does not acknowledge in its time', async () => {
    await database.db.execute(sql`UPDATE gateways SET fenced_at = now() WHERE kind = 'gateway'`)
    const [silent, stubborn] = [await start(40), await start(300)]
    await new Promise(resolve => setTimeout(resolve, 60))
    const epoch = await change()
    const beating = setInterval(() => void beat(stubborn.id, epoch - 1), 50)
    const { fenced } = await awaitGateways(database.db, epoch)
    clearInterval(beating)
    expect(fenced).toEqual([silent.id, stubborn.id])
  })

  it('waits for no gateway that is fenced already', async () => {
    const { id } = await start()
    await fenceGateway(database.db, id)
    expect(await awaitGateways(database.db, await change())).toEqual({ fenced: [] })
  })

  it('is announced with its number alone; a shortage with the budget', async () => {
    const client = await database.pool.connect()
    const heard: (Notice | null)[] = []
    client.on('notification', message => heard.push(parseNotice(message.payload ?? '')))
    await client.query(`LISTEN ${CONTROL_CHANNEL}`)
    const epoch = await change()
    await awaitGateways(database.db, epoch)
    const budget = { accountId: 'acc_1', scope: 'key_1', period: '2026-11' } as const
    await announceShortage(database.db, budget)
    await client.query('SELECT 1')
    await new Promise(resolve => setTimeout(resolve, 50))
    client.release(true)
    expect(heard).toEqual([
      { kind: 'epoch', epoch },
      { kind: 'squeeze', ...budget },
    ])
  })
})
