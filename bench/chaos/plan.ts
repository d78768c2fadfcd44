import { between, randomFrom } from '@/bench/harness/random'

/** One blow. The database's comes with a gateway's, killed while the database is away with answers waiting for their commit. */
export type Blow =
  | { readonly kind: 'gateway'; readonly afterMs: number }
  | {
      readonly kind: 'database'
      readonly afterMs: number
      /** From the database's end to the gateway's, after which the database is started again. */
      readonly outageMs: number
    }

/** Random blows with so many kills, of which one in five hits the database; at least one. */
export function randomBlows(kills: number, seed: number): Blow[] {
  const random = randomFrom(seed)
  const outages = Math.max(1, Math.round(kills / 5))
  const blows: Blow[] = [
    ...Array.from({ length: outages }, () => outage(random)),
    ...Array.from({ length: Math.max(0, kills - 2 * outages) }, () => ({
      kind: 'gateway' as const,
      afterMs: between(random, 200, 2_000),
    })),
  ]
  return shuffled(blows, random)
}

/** Only outages: between them an answer's end and its commit are far apart, if the answer does not wait. */
export function outages(count: number, seed: number): Blow[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => outage(random))
}

function outage(random: () => number): Blow {
  return { kind: 'database', afterMs: between(random, 1_000, 2_500), outageMs: between(random, 300, 2_200) }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map(item => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
