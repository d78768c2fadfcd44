/**
 * Many counts in one decimal number: slot `i` holds the digits from 10^(i × width) up. Adding two such numbers adds them slot
 * by slot, so PostgreSQL's own `sum`, `+` and `-` on `numeric` work on all of them at once, exactly.
 * Invariant: no slot's sum reaches 10^width, or it would run over into the next.
 */
export interface Packing {
  /** Decimal digits of a slot; a multiple of four, in which `numeric` stores them. */
  readonly width: number
  readonly slots: number
}

/** SQL: an array of the numbers that stand for 1 in each slot, in order; subscripts begin at 1. */
export function unitsSql({ width, slots }: Packing): string {
  return `'{${Array.from({ length: slots }, (_, i) => `1e${i * width}`).join(',')}}'::numeric[]`
}

/** SQL: a packed number as `eachSlot` reads it: as PostgreSQL stores it, which is shorter than its decimals and costs neither side a conversion. */
export function packedSql(sql: string): string {
  return `encode(numeric_send(${sql}), 'base64')`
}

const HEADER_BYTES = 8
const DIGIT = 10_000
/** What two of numeric's digits hold. */
const LOW = DIGIT * DIGIT

/**
 * Calls `each` with every slot that is not 0, highest first; its count is high × 10^8 + low. `stored` is what `packedSql` gives:
 * how many digits to base 10,000 there are, the power of the first, sign and scale, then the digits.
 */
export function eachSlot(
  stored: string,
  { width }: Packing,
  each: (slot: number, high: number, low: number) => void,
): void {
  const bytes = Buffer.from(stored, 'base64')
  const [digits, first, sign] = [bytes.readInt16BE(0), bytes.readInt16BE(2), bytes.readUInt16BE(4)]
  if (sign !== 0) throw new Error('a packed number is never negative')
  const perSlot = width / 4
  let [slot, high, low] = [-1, 0, 0]
  for (let i = 0; i < digits; i += 1) {
    const digit = bytes.readUInt16BE(HEADER_BYTES + 2 * i)
    if (digit === 0) continue
    const power = first - i
    const own = Math.floor(power / perSlot)
    if (own !== slot) {
      if (slot >= 0) each(slot, high, low)
      ;[slot, high, low] = [own, 0, 0]
    }
    const place = power % perSlot
    if (place < 2) low += digit * DIGIT ** place
    else high += digit * DIGIT ** (place - 2)
  }
  if (slot >= 0) each(slot, high, low)
}

/** Adds up slots of up to 20 digits, exactly, without a BigInt for each. */
export class SlotSum {
  #high = 0
  #low = 0

  add(high: number, low: number): this {
    this.#high += high
    this.#low += low
    return this
  }

  get value(): bigint {
    return BigInt(this.#high) * BigInt(LOW) + BigInt(this.#low)
  }
}
