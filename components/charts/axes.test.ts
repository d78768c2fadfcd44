import { expect, test } from 'vitest'
import { chartMargin } from './axes'

const right = (label: string, at: number, slots: number) =>
  chartMargin(new Map([[at, label]]), slots, 900).right

test('the last label has room where its slot is narrower than it; elsewhere the chart has all the width', () => {
  expect(right('20:40', 59, 60)).toBe(13)
  expect(right('20:40', 55, 60)).toBe(4)
  expect(right('22', 21, 22)).toBe(4)
  expect(chartMargin(new Map(), 22, 900).right).toBe(4)
})
