import { describe, expect, it } from 'vitest'
import { ownPath } from '@/lib/accounts/redirects'

describe('where sign-in leads to', () => {
  it.each(['/usage', '/keys?q=a%20b&page=2', '/billing/limits#editor'])('follows our own path %s', path => {
    expect(ownPath(path)).toBe(path)
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/..//evil.example',
    'usage',
    '',
    '/signin?next=/signin',
    '/api/auth/signout',
    '/./..//evil.example/%2e%2e//x',
  ])('never follows %s', target => {
    expect(ownPath(target)).toBe('/usage')
  })

  it('follows nothing of absurd length', () => {
    expect(ownPath(`/${'a'.repeat(3000)}`)).toBe('/usage')
  })

  it('treats anything but text as nothing', () => {
    expect(ownPath(undefined)).toBe('/usage')
    expect(ownPath(['/keys'])).toBe('/usage')
  })
})
