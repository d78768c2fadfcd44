import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisScale, tickLabel, toAxis } from './scale'

describe('axisScale', () => {
  test('takes round steps that hold the data', () => {
    expect(axisScale(15.4, 'usd').ticks).toEqual([0, 5, 10, 15])
    expect(axisScale(16.8, 'usd').ticks).toEqual([0, 5, 10, 15, 20])
    expect(axisScale(0.0031, 'usd').ticks).toEqual([0, 0.001, 0.002, 0.003])
  })

  test('counts get whole steps', () => {
    expect(axisScale(3, 'count').ticks).toEqual([0, 1, 2, 3])
    expect(axisScale(1, 'count').ticks).toEqual([0, 1])
  })

  test('an empty chart has an axis', () => {
    expect(axisScale(0, 'usd').ticks.length).toBeGreaterThan(1)
    expect(axisScale(0, 'count').ticks).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('never more than five steps, never data above the top', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
        fc.constantFrom('usd' as const, 'count' as const),
        (max, unit) => {
          const { ticks, top } = axisScale(max, unit)
          expect(ticks.length).toBeLessThanOrEqual(6)
          expect(ticks.length).toBeGreaterThanOrEqual(2)
          expect(top).toBeGreaterThanOrEqual(max)
        },
      ),
    )
  })
})

test('tick labels of one axis share their decimals', () => {
  const said = (max: number) => {
    const { ticks, step } = axisScale(max, 'usd')
    return ticks.map(tick => tickLabel(tick, step, 'usd'))
  }
  expect(said(15.4)).toEqual(['$0', '$5', '$10', '$15'])
  expect(said(9)).toEqual(['$0', '$2', '$4', '$6', '$8', '$10'])
  expect(said(1.1)).toEqual(['$0.00', '$0.25', '$0.50', '$0.75', '$1.00', '$1.25'])
  expect(said(0.0031)).toEqual(['$0.000', '$0.001', '$0.002', '$0.003'])
  expect(tickLabel(40_000, 10_000, 'count')).toBe('40k')
})

test('geometry is dollars for nanos and things for counts', () => {
  expect(toAxis(8_330_000_000n, 'usd')).toBe(8.33)
  expect(toAxis(42n, 'count')).toBe(42)
})
