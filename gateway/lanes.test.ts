import { expect, it } from 'vitest'
import { Lanes } from '@/gateway/lanes'

it('lets so many go on at a time, in their order, whatever becomes of them', async () => {
  const lanes = new Lanes(2)
  const ends: (() => void)[] = []
  const begun: number[] = []
  const work = Array.from({ length: 5 }, (_, i) =>
    lanes.run(async () => {
      begun.push(i)
      await new Promise<void>(resolve => ends.push(resolve))
      if (i === 1) throw new Error('one that fails')
      return i
    }),
  )
  const outcomes = Promise.allSettled(work)
  for (const expected of [
    [0, 1],
    [0, 1, 2],
    [0, 1, 2, 3],
    [0, 1, 2, 3, 4],
  ]) {
    await new Promise(resolve => setImmediate(resolve))
    expect(begun).toEqual(expected)
    ends.shift()?.()
  }
  ends.shift()?.()
  expect((await outcomes).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
})
