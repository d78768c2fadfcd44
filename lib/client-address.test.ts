import { describe, expect, test } from 'vitest'
import { clientAddress, trustedProxies } from '@/lib/client-address'

const isTrusted = trustedProxies(['10.0.0.0/8', '127.0.0.1', '2001:db8::/32'])

describe('clientAddress', () => {
  test.each([
    ['a header from anyone else is ignored', '203.0.113.9', '1.2.3.4', '203.0.113.9'],
    ['a trusted proxy names the client', '10.0.0.5', '198.51.100.7', '198.51.100.7'],
    [
      'what the client wrote itself, left of it, is ignored',
      '10.0.0.5',
      '1.2.3.4, 198.51.100.7',
      '198.51.100.7',
    ],
    ['a chain of trusted proxies is walked', '127.0.0.1', '198.51.100.7, 10.1.1.1, 10.0.0.5', '198.51.100.7'],
    ['rubbish in the header ends the walk', '10.0.0.5', 'unknown, 10.1.1.1', '10.1.1.1'],
    ['without a header the socket counts', '10.0.0.5', undefined, '10.0.0.5'],
    ['an IPv4 client on an IPv6 socket is that client', '::ffff:10.0.0.5', '198.51.100.7', '198.51.100.7'],
    ['IPv6 ranges count too', '2001:db8::1', '2001:470::1', '2001:470::1'],
  ])('%s', (_, socket, header, expected) => {
    expect(clientAddress(socket, header, isTrusted)).toBe(expected)
  })

  test('with no trusted proxy the header never counts', () => {
    expect(clientAddress('127.0.0.1', '1.2.3.4', trustedProxies([]))).toBe('127.0.0.1')
  })
})
