import { expect, it } from 'vitest'
import { mayWrite, roleNames } from '@/lib/accounts/roles'

it('lets every role write what it is for, and no more', () => {
  const table = roleNames.map(role => [
    role,
    mayWrite(role, 'keys'),
    mayWrite(role, 'key_limits'),
    mayWrite(role, 'billing'),
    mayWrite(role, 'account'),
    mayWrite(role, 'own_views'),
  ])
  expect(table).toEqual([
    ['owner', true, true, true, true, true],
    ['admin', true, true, true, true, true],
    ['developer', true, true, false, false, true],
    ['billing', false, true, true, false, true],
    ['viewer', false, false, false, false, true],
  ])
})
