import { expect, it } from 'vitest'
import { newId } from '@/lib/ids'
import { logHref, pageBeside, parseLogParams } from './search-params'

const admittedAt = new Date('2026-11-20T10:11:12.345Z')
const id = newId('request', admittedAt)
const read = (href: string) => parseLogParams(Object.fromEntries(new URL(href, 'http://x').searchParams))

it('a state reads back from its URL: filters, page and open request', () => {
  const from = { direction: 'older', cursor: { admittedAt, id } } as const
  const params = { ...read('/requests?key=key_1&model=m&period=7d'), from, open: id }
  expect(read(logHref(params))).toEqual(params)
})

it('the state without anything chosen has the bare URL', () => {
  expect(logHref(read('/requests'))).toBe('/requests')
})

it('a page beside a request keeps the filters and closes what is open', () => {
  const beside = read(pageBeside(read(`/requests?status=failed&id=${id}`), 'newer', { admittedAt, id }))
  expect(beside).toMatchObject({
    from: { direction: 'newer', cursor: { admittedAt, id } },
    open: null,
    usage: { statuses: ['failed'] },
  })
})

it.each(['before=x', 'after=1790000000000.req_1', 'id=req_1', `before=99999999999999999.${id}`])(
  '%s is not understood and changes nothing',
  query => expect(read(`/requests?${query}`)).toEqual(read('/requests')),
)
