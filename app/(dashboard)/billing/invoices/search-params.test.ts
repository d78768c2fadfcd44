import { expect, it } from 'vitest'
import { newId } from '@/lib/ids'
import { closed } from '@/lib/invoices/detail/opening'
import { openingHref, parseOpening } from './search-params'

const at = new Date('2026-10-31T12:00:00.000Z')
const keyId = newId('key', at)
const endpoint = '/chat/completions'
const query = (href: string) => Object.fromEntries(new URL(href, 'https://x.example').searchParams.entries())

it('an opening is read back from its URL, at every depth', () => {
  const line = { ...closed, lineNo: 3 }
  const key = { ...line, keyId, endpoint }
  const day = { ...key, day: '2026-10-31' }
  const page = { ...day, before: { at, id: newId('request', at) }, after: { costNanos: 5n, keyId, endpoint } }
  for (const opening of [closed, line, key, day, page])
    expect(parseOpening(query(openingHref('/x', opening)))).toEqual(opening)
})

it('what is not understood stays closed', () => {
  expect(parseOpening({ line: '0' })).toEqual(closed)
  expect(parseOpening({ key: keyId, endpoint })).toEqual(closed)
  expect(parseOpening({ line: '1', key: keyId, endpoint: '/elsewhere' })).toEqual({ ...closed, lineNo: 1 })
  expect(parseOpening({ line: '1', key: keyId, endpoint, day: 'today' })).toEqual({
    ...closed,
    lineNo: 1,
    keyId,
    endpoint,
  })
})
