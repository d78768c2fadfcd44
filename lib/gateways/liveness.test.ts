import { describe, expect, it } from 'vitest'
import { Liveness } from './liveness'

describe('a gateway', () => {
  it('relies on what it knows for half the fence time after the start of a round trip, and not at all before one', () => {
    const liveness = new Liveness(10_000)
    expect(liveness.isLive(0)).toBe(false)
    liveness.confirmed(1_000)
    expect(liveness.isLive(5_999)).toBe(true)
    expect(liveness.isLive(6_000)).toBe(false)
    liveness.confirmed(3_000)
    liveness.confirmed(2_000)
    expect(liveness.isLive(7_999)).toBe(true)
  })

  it('relies on nothing once a round trip has failed, until the next', () => {
    const liveness = new Liveness(10_000)
    liveness.confirmed(1_000)
    liveness.lost()
    expect(liveness.isLive(1_001)).toBe(false)
    liveness.confirmed(1_500)
    expect(liveness.isLive(1_501)).toBe(true)
  })
})
