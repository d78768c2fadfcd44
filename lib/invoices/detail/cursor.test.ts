import { expect, it } from 'vitest'
import { newId } from '@/lib/ids'
import { fromKeyCursor, fromRequestCursor, toKeyCursor, toRequestCursor } from './cursor'

const at = new Date('2026-10-31T23:59:59.999Z')

it('a cursor is read back as it was written', () => {
  const request = { at, id: newId('request', at) }
  expect(fromRequestCursor(toRequestCursor(request))).toEqual(request)
  const key = { costNanos: 12_345n, keyId: newId('key', at), endpoint: '/chat/completions' }
  expect(fromKeyCursor(toKeyCursor(key))).toEqual(key)
})

it.each(['', '~', '2026-10-31~req_1', `2026-13-31T23:59:59.999Z~${newId('request', at)}`, 'x~key_1~/chat'])(
  'anything else (%s) is none',
  text => {
    expect(fromRequestCursor(text)).toBeNull()
    expect(fromKeyCursor(text)).toBeNull()
  },
)
