import { describe, expect, it } from 'vitest'
import { toPlace } from '@/lib/attempts/place'
import { attemptKey, waitInWords } from '@/lib/attempts/rules'

describe('places', () => {
  it('are IPv4 addresses', () => {
    expect(toPlace('192.0.2.7')).toBe('192.0.2.7')
    expect(toPlace('unknown')).toBe('unknown')
  })

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('are the network of the IPv6 address %s', (address, place) => {
    expect(toPlace(address)).toBe(place)
  })
})

describe('attempts', () => {
  it('are counted under keys of one length that tell nothing, and mix nobody up', () => {
    const of = (...by: string[]) => attemptKey({ kind: 'signInForAddress', by })
    expect(of('mira@halcyon.example', '192.0.2.7')).toMatch(/^[\w-]{43}$/)
    expect(of('a', 'b|c')).not.toBe(of('a|b', 'c'))
  })

  it('say how long to wait', () => {
    expect(waitInWords(0.2)).toBe('in a second')
    expect(waitInWords(89)).toBe('in 89 seconds')
    expect(waitInWords(91)).toBe('in 2 minutes')
  })
})
