import { describe, expect, it } from 'vitest'
import { findTargets, type Target } from './targets'

const page = (label: string): Target => ({ group: 'Pages', label, href: `/${label}` })
const key = (label: string, note?: string): Target => ({
  group: 'API keys',
  label,
  href: `/keys/${label}`,
  ...(note ? { note } : {}),
})
const labels = (targets: readonly Target[], search: string) =>
  findTargets(targets, search).map(({ heading, targets: found }) => [
    heading,
    found.map(({ label }) => label),
  ])

describe('what the command menu finds', () => {
  it('is everything by group, as it comes, before anything is typed', () => {
    expect(labels([page('Usage'), key('web'), page('Billing')], '  ')).toEqual([
      ['Pages', ['Usage', 'Billing']],
      ['API keys', ['web']],
    ])
  })

  it('begins with names that begin so, then words that do, then the rest', () => {
    const keys = [key('my-web'), key('cobweb'), key('web-site'), key('other', 'sk-web…')]
    expect(labels(keys, 'WEB')).toEqual([['API keys', ['web-site', 'my-web', 'cobweb', 'other']]])
  })

  it('needs every word', () => {
    expect(labels([key('story engine'), key('story')], 'eng story')).toEqual([['API keys', ['story engine']]])
    expect(findTargets([key('story')], 'nothing')).toEqual([])
  })

  it('shows six of a thousand, and reaches the last by its name', () => {
    const keys = Array.from({ length: 1_000 }, (_, i) => key(`key-${i}`))
    expect(findTargets(keys, '')[0]?.targets).toHaveLength(6)
    expect(labels(keys, 'key-999')).toEqual([['API keys', ['key-999']]])
  })
})
