import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsMoreValuesThan } from './body-values'

/** By walking it: the items of lists and objects, and one for each that is empty. */
function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const items: unknown[] = Object.values(value)
  return Math.max(1, items.length) + items.reduce<number>((sum, item) => sum + valuesIn(item), 0)
}

describe('the values of a JSON text', () => {
  it('are counted as a walk counts them, whatever the strings hold and however it is laid out', () => {
    const awkward = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('"', '\\', '\\"', '[,{', '\\\\"]'),
    )
    const { value: json } = fc.letrec(tie => ({
      value: fc.oneof(
        { maxDepth: 3 },
        awkward,
        fc.constantFrom(null, 0, -1.5e300, true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(awkward, tie('value'), { maxKeys: 3 }),
      ),
    }))
    fc.assert(
      fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const count = valuesIn(JSON.parse(text))
        expect(holdsMoreValuesThan(count, text)).toBe(false)
        if (count > 0) expect(holdsMoreValuesThan(count - 1, text)).toBe(true)
      }),
    )
  })

  it('are not the commas of prose: a string is one, however long', () => {
    expect(holdsMoreValuesThan(1, JSON.stringify([', [{'.repeat(100_000)]))).toBe(false)
  })
})
