import { describe, expect, it } from 'vitest'
import { SettlementQueue } from './settlement-queue'

const filled = (...entries: number[]) => {
  const queue = new SettlementQueue<number>(2)
  for (const entry of entries) queue.add(entry)
  return queue
}

describe('a settlement queue', () => {
  it('names the very same batch until its outcome is known; what comes meanwhile goes with the next', () => {
    const queue = filled(1, 2, 3)
    expect(queue.next()).toEqual([1, 2])
    queue.add(4)
    expect(queue.next()).toEqual([1, 2])
    expect(queue.pending).toEqual([1, 2, 3, 4])
    expect(queue.finish()).toEqual([1, 2])
    expect(queue.next()).toEqual([3, 4])
    expect(queue.finish()).toEqual([3, 4])
    expect(queue.next()).toEqual([])
  })

  it('settles nothing after a fence and keeps everything, but for a batch whose answer still comes', () => {
    const queue = filled(1, 2, 3)
    queue.next()
    queue.fence()
    queue.add(4)
    expect(queue.next()).toEqual([])
    expect(queue.pending).toEqual([1, 2, 3, 4])
    expect(queue.finish()).toEqual([1, 2])
    expect(queue.pending).toEqual([3, 4])
  })
})
