import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId, type AccountId, type UserId } from '@/lib/ids'
import { formatLiveNotice, parseLiveNotice } from '@/lib/live/channel'
import { Watchers } from './watchers'

const now = new Date('2026-11-10T12:00:00Z')
const [a, b] = [newId('account', now), newId('account', now)]
const [mira, tom] = [newId('user', now), newId('user', now)]

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watched(watchers: Watchers, userId: UserId, accountId: AccountId) {
  const seen = { usage: 0, ended: [] as string[] }
  const leave = watchers.add({
    userId,
    accountId,
    onUsage: () => (seen.usage += 1),
    onEnd: reason => seen.ended.push(reason),
  })
  return { seen, leave }
}

describe('those who watch', () => {
  const create = () => new Watchers({ intervalMs: 200, mostPerUser: 2 })

  it('hear of their own account alone, until they leave', () => {
    const watchers = create()
    const [one, other] = [watched(watchers, mira, a), watched(watchers, tom, b)]
    watchers.tell(a)
    expect([one.seen.usage, other.seen.usage]).toEqual([1, 0])
    one.leave()
    vi.advanceTimersByTime(1_000)
    watchers.tell(a)
    expect(one.seen).toEqual({ usage: 1, ended: [] })
    expect(watchers.size).toBe(1)
  })

  it('are told at once, then five times a second at most, and never miss the last', () => {
    const watchers = create()
    const { seen } = watched(watchers, mira, a)
    for (let ms = 0; ms < 1_000; ms += 10) {
      watchers.tell(a)
      vi.advanceTimersByTime(10)
    }
    expect(seen.usage).toBeLessThanOrEqual(6)
    expect(seen.usage).toBeGreaterThanOrEqual(5)
    const before = seen.usage
    watchers.tell(a)
    vi.advanceTimersByTime(200)
    expect(seen.usage).toBeGreaterThan(before)
  })

  it('lose the oldest of their streams when they open too many, in whichever account', () => {
    const watchers = create()
    const [first, second, foreign] = [
      watched(watchers, mira, b),
      watched(watchers, mira, a),
      watched(watchers, tom, a),
    ]
    const third = watched(watchers, mira, a)
    expect([first, second, foreign, third].map(({ seen }) => seen.ended)).toEqual([['too_many'], [], [], []])
  })

  it('are all let go when the process stops', () => {
    const watchers = create()
    const all = [watched(watchers, mira, a), watched(watchers, tom, b)]
    watchers.endAll()
    expect(all.map(({ seen }) => seen.ended)).toEqual([['stopping'], ['stopping']])
    expect(watchers.size).toBe(0)
  })
})

it('a notice reads back as it was written, and holds nothing but ids of accounts', () => {
  expect(parseLiveNotice(formatLiveNotice([a, b]))).toEqual([a, b])
  expect(parseLiveNotice(`${a} acc_1 ' ${mira}`)).toEqual([a])
  expect(parseLiveNotice('')).toEqual([])
})
