import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/ids'
import type { KeySummary } from '@/lib/keys/key'
import { toKeyRows, type KeyListing, type KeyOrder } from '@/lib/keys/key-list'

const at = (day: number) => new Date(Date.UTC(2026, 10, day))
const key = (name: string, createdOn: number, usedOn: number | null): KeySummary => ({
  id: newId('key', at(createdOn)),
  name,
  masked: 'sk-Ab12…wxyz',
  permissions: ['text_generation'],
  status: 'active',
  expiresAt: null,
  createdAt: at(createdOn),
  regeneratedAt: null,
  lastUsedAt: usedOn === null ? null : at(usedOn),
  requestsPerMinute: null,
  tokensPerMinute: null,
})
// Newest first, as they come.
const keys = [key('web 10', 9, null), key('Api', 5, 20), key('web 9', 3, 21)]
const [ten, api, nine] = keys.map(({ id }) => id)
const spent = new Map([
  [String(nine), 9_000_000_000_000_000_001n],
  [String(api), 9_000_000_000_000_000_002n],
])
const all: KeyListing = { order: 'created', reversed: false, page: 1, pageSize: 50 }
const names = (listing: Partial<KeyListing>) =>
  toKeyRows(keys, spent, new Map(), { ...all, ...listing }).map(({ name }) => name)

describe('the list of keys', () => {
  it('shows newest first unless asked otherwise, and each order both ways', () => {
    const orders: Record<KeyOrder, string[]> = {
      created: ['web 10', 'Api', 'web 9'],
      name: ['Api', 'web 9', 'web 10'],
      used: ['web 9', 'Api', 'web 10'],
      spend: ['Api', 'web 9', 'web 10'],
    }
    for (const [order, expected] of Object.entries(orders) as [KeyOrder, string[]][]) {
      expect([order, names({ order })]).toEqual([order, expected])
      expect([order, names({ order, reversed: true })]).toEqual([order, expected.toReversed()])
    }
  })

  it('has every key on exactly one page', () => {
    const pages = [1, 2, 3].map(page => names({ order: 'name', page, pageSize: 2 }))
    expect(pages).toEqual([['Api', 'web 9'], ['web 10'], []])
  })

  it('puts spend and limit beside each key; a key that spent nothing spent zero', () => {
    const limits = new Map(ten === undefined ? [] : [[ten, 25_000_000_000n]])
    const rows = toKeyRows(keys, spent, limits, all)
    expect(rows.map(({ spentNanos, limitNanos }) => [spentNanos, limitNanos])).toEqual([
      [0n, 25_000_000_000n],
      [9_000_000_000_000_000_002n, null],
      [9_000_000_000_000_000_001n, null],
    ])
  })
})
