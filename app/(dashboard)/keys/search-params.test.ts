import { expect, it } from 'vitest'
import { keysHref, parseKeysParams } from './search-params'

it('reads what it wrote, and leaves out what is so by itself', () => {
  for (const href of ['/keys', '/keys?q=web&sort=-spend&page=3', '/keys?sort=name', '/keys?sort=-created'])
    expect(keysHref(parseKeysParams(Object.fromEntries(new URLSearchParams(href.split('?')[1]))))).toBe(href)
  expect(keysHref(parseKeysParams({ sort: 'created', page: '1', q: ' ' }))).toBe('/keys')
})

it('takes what it does not understand as not said', () => {
  const first = { search: '', order: 'created', reversed: false, page: 1, create: false }
  expect(parseKeysParams({ sort: 'secret', page: '-2' })).toEqual(first)
  expect(parseKeysParams({ create: '' }).create).toBe(true)
  expect(keysHref(parseKeysParams({ create: '', q: 'x' }))).toBe('/keys?q=x')
  expect(parseKeysParams({ q: 'a\0b' }).search).toBe('a\ufffdb')
  expect(parseKeysParams({ sort: ['name', 'used'], page: '1e9' })).toEqual({ ...first, order: 'name' })
})
