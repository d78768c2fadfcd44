import { afterAll, beforeAll, expect, it } from 'vitest'
import { openListener, type Listener } from '@/db/listen'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { newId } from '@/lib/ids'
import { LIVE_CHANNEL, parseLiveNotice } from '@/lib/live/channel'
import { announceUsage } from '@/lib/live/commands'

let database: TestDatabase
let listener: Listener
const heard: string[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  listener = await openListener(database.url, {
    channel: LIVE_CHANNEL,
    silenceMs: 60_000,
    onNotice: payload => heard.push(payload),
    onLost: error => heard.push(error.message),
  })
})
afterAll(async () => {
  await listener.close()
  await database.drop()
})

it('a thousand accounts are told of in notices that Postgres takes, each account once', async () => {
  const accountIds = Array.from({ length: 1_000 }, () => newId('account', new Date('2026-11-10T12:00:00Z')))
  await announceUsage(database.db, accountIds)
  await announceUsage(database.db, [])
  await listener.ping()
  expect(heard.every(payload => payload.length < 8_000)).toBe(true)
  expect(heard.flatMap(parseLiveNotice).toSorted()).toEqual(accountIds.toSorted())
})
