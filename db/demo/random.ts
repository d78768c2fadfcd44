/** A small seeded generator (mulberry32): the demo's data are the same on every machine. Not for anything secret. */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number around `mean`, long-tailed like real prompt lengths; at least 1. */
  around(mean: number, spread = 0.6): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
    return Math.max(1, Math.round(mean * Math.exp(spread * normal - (spread * spread) / 2)))
  }

  /** One of the items, by weight. */
  pick<T extends { readonly weight: number }>(items: readonly T[]): T {
    let left = this.next() * items.reduce((sum, item) => sum + item.weight, 0)
    for (const item of items) if ((left -= item.weight) < 0) return item
    const last = items.at(-1)
    if (last === undefined) throw new Error('nothing to pick from')
    return last
  }
}
