import { eachSlot, unitsSql, type Packing } from '@/lib/usage/packed'

/** Two bounds are no further apart than this factor, but for single milliseconds: hence the error of an estimate. */
const RATIO = 1.1
const LONGEST_MS = 3_600_000

/** The lowest duration of each slot, in milliseconds; the last one takes all that is longer. Fixed for good: stored sums depend on them. */
export const histogramBounds: readonly number[] = bounds()

/** Durations counted in slots of fixed bounds, as one packed number: histograms of the same bounds add up, whatever they are of. */
export const histogramPacking: Packing = { width: 12, slots: histogramBounds.length }

/** An estimate is off by at most this part of the true value (of durations up to an hour). */
export const histogramError = Math.sqrt(RATIO) - 1

/** SQL: the packed number that counts one duration of that column, in whole milliseconds; null for null. */
export function histogramUnitSql(column: string): string {
  return `(${unitsSql(histogramPacking)})[width_bucket(${column}, '{${histogramBounds.join(',')}}'::int[])]`
}

/** Adds packed histograms up in memory, and reads percentiles of the sum. */
export class Histogram {
  readonly #counts: number[] = []
  #total = 0

  /** `stored`: as `packedSql` gives it. */
  add(stored: string): void {
    eachSlot(stored, histogramPacking, (slot, high, low) => {
      const count = high * 1e8 + low
      this.#counts[slot] = (this.#counts[slot] ?? 0) + count
      this.#total += count
    })
  }

  get total(): number {
    return this.#total
  }

  /**
   * The duration, in milliseconds, that a part `p` of those counted (0 < p ≤ 1) did not exceed, by nearest rank: off by at
   * most `histogramError`. Null where nothing was counted.
   */
  percentile(p: number): number | null {
    if (this.#total === 0) return null
    const rank = Math.ceil(p * this.#total)
    let seen = 0
    for (const [slot, count] of this.#counts.entries()) {
      seen += count ?? 0
      if (seen >= rank) return middleOf(slot)
    }
    throw new Error('the counts sum to less than their total')
  }
}

/** What a histogram that counts a duration says it took, in milliseconds. */
export function estimateOf(durationMs: number): number {
  let [low, high] = [0, histogramBounds.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((histogramBounds[middle] ?? Infinity) <= durationMs) low = middle
    else high = middle
  }
  return middleOf(low)
}

/** The value from which lowest and highest of the slot are equally far, by ratio. */
function middleOf(slot: number): number {
  const low = histogramBounds[slot]
  if (low === undefined) throw new Error(`no such slot: ${slot}`)
  const high = (histogramBounds[slot + 1] ?? low + 1) - 1
  return Math.sqrt(low * high)
}

function bounds(): number[] {
  const all = [0]
  for (let next = 1; next <= LONGEST_MS; next = Math.max(next + 1, Math.floor(next * RATIO))) all.push(next)
  return all
}
