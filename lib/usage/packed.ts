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

/** Calls `each` with every slot that is not 0, lowest first. `text` is the number as PostgreSQL writes it. */
export function eachSlot(
  text: string,
  { width }: Packing,
  each: (slot: number, digits: string) => void,
): void {
  if (text.startsWith('-')) throw new Error('a packed number is never negative')
  for (let end = text.length, slot = 0; end > 0; end -= width, slot += 1) {
    const digits = text.slice(Math.max(0, end - width), end)
    if (!isZero(digits)) each(slot, digits)
  }
}

function isZero(digits: string): boolean {
  for (let i = 0; i < digits.length; i += 1) if (digits.charCodeAt(i) !== 48) return false
  return true
}

/** Adds up slots of up to 20 digits, exactly, without a BigInt for each. */
export class SlotSum {
  #high = 0
  #low = 0

  add(digits: string): this {
    const cut = Math.max(0, digits.length - 10)
    this.#low += Number(digits.slice(cut))
    if (cut > 0) this.#high += Number(digits.slice(0, cut))
    return this
  }

  get value(): bigint {
    return BigInt(this.#high) * 10_000_000_000n + BigInt(this.#low)
  }
}
