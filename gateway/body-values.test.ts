import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ValueCounter } from './body-values'

/** By walking it: the items of lists and objects, and one for each that is empty. */
function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const items: unknown[] = Object.values(value)
  return Math.max(1, items.length) + items.reduce<number>((sum, item) => sum + valuesIn(item), 0)
}

/** Cut into pieces of so many bytes. */
function countOf(json: string, pieceBytes: number): number {
  const counter = new ValueCounter()
  const bytes = Buffer.from(json)
  let count = 0
  for (let at = 0; at < bytes.length; at += pieceBytes)
    count = counter.add(bytes.subarray(at, at + pieceBytes))
  return count
}

describe('the values of a JSON text', () => {
  it('are counted as a walk counts them, whatever the strings hold, however it is laid out and wherever it is cut', () => {
    const letters = ['"', '\\', ',', '[', '{', '}', 'a', 'é', '\u{1F600}', '\ud800', '\u0000', '\u2028']
    const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 5 })
    const { value: json } = fc.letrec(tie => ({
      value: fc.oneof(
        { maxDepth: 2 },
        text,
        fc.constantFrom(null, -1.5e300, true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.array(fc.tuple(text, tie('value')), { maxLength: 3 }).map(Object.fromEntries),
      ),
    }))
    fc.assert(
      fc.property(
        json,
        fc.constantFrom(0, 2),
        fc.integer({ min: 1, max: 40 }),
        (value, indent, pieceBytes) => {
          const written = JSON.stringify(value, null, indent)
          expect(countOf(written, pieceBytes)).toBe(valuesIn(JSON.parse(written)))
        },
      ),
    )
  })

  it('are not the commas of prose: a string is one, however long', () => {
    expect(countOf(JSON.stringify([', [{'.repeat(100_000)]), 65_536)).toBe(1)
  })
})
