import { describe, expect, it } from 'vitest'
import { accountsHref, parseAccountsParams } from '@/app/(operator)/operator/accounts/search-params'
import { cursor, cursorText, hrefOf, searchText } from '@/app/(operator)/operator/search-params'

describe('what stands in the addresses of the operators’ pages', () => {
  it('reads a place in a list back as it was written, and nothing else', () => {
    const place = { at: new Date('2026-11-22T12:00:00.123Z'), id: 'evt_1AbC' }
    expect(cursor.parse(cursorText(place))).toEqual(place)
    for (const text of ['', 'yesterday~evt_1', '2026-11-22T12:00:00Z', "2026-11-22T12:00:00Z~'", undefined])
      expect(cursor.parse(text)).toBeNull()
  })

  it('takes any text as a search, bounded, and leaves out what is empty', () => {
    expect(searchText.parse(['  ada  ', 'eve'])).toBe('ada')
    expect(searchText.parse('x'.repeat(500))).toHaveLength(200)
    expect(hrefOf('/operator/audit', { q: 'a&b', by: '' })).toBe('/operator/audit?q=a%26b')
    expect(hrefOf('/operator/audit', { q: '' })).toBe('/operator/audit')
  })

  it('keeps the state of the list of accounts, and falls back to the whole list', () => {
    const params = { search: 'acme', view: 'held', order: 'name', reversed: true, page: 3 } as const
    const query = new URL(accountsHref(params), 'http://x').searchParams
    expect(parseAccountsParams(Object.fromEntries(query))).toEqual(params)
    expect(parseAccountsParams({ view: 'none', sort: '-none', page: '0' })).toMatchObject({
      view: 'all',
      order: 'exposure',
      page: 1,
    })
    expect(accountsHref(parseAccountsParams({}))).toBe('/operator/accounts')
  })
})
