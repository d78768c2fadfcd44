import { describe, expect, test } from 'vitest'
import { crossing, toLineRows } from './line-rows'

const on = (day: number, dollars: number) => ({
  at: new Date(Date.UTC(2026, 10, day)),
  value: BigInt(dollars) * 1_000_000_000n,
})

describe('crossing', () => {
  test('lies between the two points that enclose the value', () => {
    expect(crossing([on(22, 200), on(24, 300)], on(0, 250).value)).toEqual(on(23, 250))
  })

  test('there is none when the line stays below, or begins at the value', () => {
    expect(crossing([on(22, 200), on(30, 240)], on(0, 250).value)).toBeNull()
    expect(crossing([on(22, 250), on(30, 300)], on(0, 250).value)).toBeNull()
    expect(crossing([], 1n)).toBeNull()
  })
})

describe('toLineRows', () => {
  test('the forecast continues the last point and changes its line at the limit', () => {
    const { rows, hit } = toLineRows(
      { points: [on(21, 150), on(22, 200)], forecast: [on(24, 300)], limit: on(0, 250).value },
      'usd',
    )
    expect(hit).toEqual(on(23, 250))
    expect(rows.map(({ at: _, ...values }) => values)).toEqual([
      { spent: 150 },
      { spent: 200, forecast: 200 },
      { forecast: 250, beyond: 250 },
      { beyond: 300 },
    ])
  })

  test('without a limit nothing lies beyond it', () => {
    const { rows, hit } = toLineRows({ points: [on(22, 200)], forecast: [on(24, 300)], limit: null }, 'usd')
    expect(hit).toBeNull()
    expect(rows.map(row => row.beyond)).toEqual([undefined, undefined])
  })

  test('the axis has room above the limit, and lines share their moments in order', () => {
    const { rows, highest } = toLineRows(
      { points: [on(2, 5), on(3, 6)], previous: [on(1, 1), on(2, 2)], limit: on(0, 50).value },
      'usd',
    )
    expect(highest).toBe(54)
    expect(rows.map(row => [row.previous, row.spent])).toEqual([
      [1, undefined],
      [2, 5],
      [undefined, 6],
    ])
  })
})
