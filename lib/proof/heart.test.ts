import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { history, live } from '@/lib/proof/property'
import { production } from '@/lib/proof/rules'
import type { World } from '@/lib/proof/world'

/** What has to happen now and then, for the invariants to be worth anything. */
const tallies: Readonly<Record<string, (world: World) => number>> = {
  'events charged': ({ ledger }) => count(ledger.books.events.values(), event => event.costNanos > 0n),
  'answers seen complete': ({ completed }) => completed.size,
  'gateways fenced': ({ ledger }) => count(ledger.gateways.values(), ({ fenced }) => fenced),
  'last events of fenced gateways absorbed': ({ ledger }) =>
    count(ledger.books.events.values(), ({ absorbedNanos }) => absorbedNanos > 0n),
  'periods closed that cost something': ({ closedAt }) => count(closedAt.values(), nanos => nanos > 0n),
  'hours folded': ({ ledger }) => ledger.books.hourly.size,
  'days folded': ({ ledger }) => ledger.books.daily.size,
  'months spent in, past the first': ({ ledger }) =>
    count(ledger.books.events.values(), ({ period }) => period > '2026-11'),
}

describe('admission, leases and settlement', () => {
  it('keep to the invariants, whatever is late, lost, repeated, changed, closed or killed', () => {
    const seen = new Map(Object.keys(tallies).map(name => [name, 0]))
    fc.assert(
      fc.property(...history, (...lived) => {
        const world = live(production, lived)
        for (const [name, tally] of Object.entries(tallies))
          seen.set(name, (seen.get(name) ?? 0) + tally(world))
      }),
      { numRuns: 1_000 },
    )
    for (const [name, times] of seen) expect(times, name).toBeGreaterThan(0)
  }, 60_000)
})

function count<T>(items: Iterable<T>, holds: (item: T) => boolean): number {
  return [...items].filter(holds).length
}
