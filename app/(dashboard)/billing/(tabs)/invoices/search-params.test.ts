import { expect, it } from 'vitest'
import { invoicesHref, parseInvoicesParams } from './search-params'

const query = (href: string) => Object.fromEntries(new URL(href, 'https://x.example').searchParams.entries())

it('a state is read back from its URL', () => {
  const params = parseInvoicesParams({ status: 'carried', year: '2026', q: ' ABC 0001 ', before: '2026-03' })
  expect(params).toEqual({ status: 'carried', year: 2026, search: 'ABC 0001', before: '2026-03' })
  expect(parseInvoicesParams(query(invoicesHref(params)))).toEqual(params)
})

it('what is not understood narrows nothing', () => {
  const none = { status: null, year: null, search: '', before: null }
  expect(parseInvoicesParams({ status: 'toString', year: '26', before: 'x', q: '\0' })).toEqual(none)
  expect(parseInvoicesParams({ status: ['nothing', 'paid'] })).toEqual(none)
  expect(invoicesHref(parseInvoicesParams({}))).toBe('/billing/invoices')
})
