import { expect, it } from 'vitest'
import type { LineDirection } from '@/lib/invoices/lines'
import { lineFinder, sourceOf } from './source'

const line = (priceId: string, direction: LineDirection) => ({ priceId, direction })
const issued = [line('a', 'input'), line('b', 'output'), line('other', 'other')]
const unfolded = [
  line('a', 'input'),
  line('a', 'output'),
  line('b', 'input'),
  line('b', 'output'),
  line('c', 'image'),
]

it('a line counts one part of one price row', () => {
  expect(sourceOf(line('a', 'input'), issued, [])).toEqual({ input: ['a'], output: [], image: [] })
  expect(sourceOf(line('c', 'image'), issued, [])).toEqual({ input: [], output: [], image: ['c'] })
})

it('the folded line counts what no other line names, each part once', () => {
  expect(sourceOf(line('other', 'other'), issued, unfolded)).toEqual({
    input: ['b'],
    output: ['a'],
    image: ['c'],
  })
})

it('usage finds the line of its rate, else the folded one, else none', () => {
  const find = lineFinder(issued)
  expect(find('a', 'input')).toBe(issued[0])
  expect(find('a', 'output')).toBe(issued[2])
  expect(lineFinder(issued.slice(0, 2))('a', 'output')).toBeUndefined()
})
