import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/ids'
import { OpenRequests } from './open-requests'
import { maxBodyBytesInFlight, maxBodyBytesOfAccount } from './settings'

const overloaded = expect.objectContaining({ code: 'overloaded' }) as Error
const [one, another, third] = [1, 2, 3].map(() => newId('account', new Date('2026-11-01T00:00:00Z')))
if (!one || !another || !third) throw new Error('there are three')

describe('the bytes of bodies that a process holds', () => {
  it('of one account leave room for the others; those of all are bounded too', () => {
    const requests = new OpenRequests(60_000)
    const [own, others, late] = [requests.begin(), requests.begin(), requests.begin()]
    own.holdBytes(maxBodyBytesOfAccount, one)
    expect(() => requests.begin().holdBytes(1, one)).toThrow(overloaded)
    others.holdBytes(maxBodyBytesInFlight - maxBodyBytesOfAccount, another)
    expect(() => late.holdBytes(1, third)).toThrow(overloaded)
    own.over()
    late.holdBytes(maxBodyBytesOfAccount, third)
    for (const life of [others, late]) life.over()
  })

  it('are free again when their request is over, once', () => {
    const requests = new OpenRequests(60_000)
    for (let i = 0; i < 3; i += 1) {
      const life = requests.begin()
      life.holdBytes(maxBodyBytesOfAccount, one)
      life.over()
      life.over()
    }
    const [first, second] = [requests.begin(), requests.begin()]
    first.holdBytes(maxBodyBytesOfAccount, one)
    second.holdBytes(maxBodyBytesInFlight - maxBodyBytesOfAccount, another)
    expect(() => requests.begin().holdBytes(1, third)).toThrow(overloaded)
    for (const life of [first, second]) life.over()
  })
})
