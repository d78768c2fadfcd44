import { describe, expect, it } from 'vitest'
import { PASSWORD_MAX, passwordProblem, passwordRules } from '@/lib/accounts/password'

describe('password policy', () => {
  it.each(['orbital teacup 42', 'ngjHk28dLq', 'пароль-с-яблоком', '🐢🐢🐟 and nine more'])(
    'takes %s',
    password => {
      expect(passwordProblem(password, ['Mira Okafor', 'mira@halcyon.example'])).toBeNull()
    },
  )

  it('counts characters as people see them, not code units', () => {
    expect(passwordProblem('🐢🐟🐌🦀🐙🦑🐡🐬🐳')).toMatch(/at least 10/)
    expect(passwordProblem('🐢🐟🐌🦀🐙🦑🐡🐬🐳🐋')).toBeNull()
  })

  it.each([
    'password123',
    'PASSWORD123',
    'Password123!',
    'qwertyuiop',
    '1234567890',
    'aaaaaaaaaaaa',
    'abababababab',
    'letmein12345',
  ])('refuses %s, which is tried first', password => {
    expect(passwordProblem(password)).toMatch(/first passwords/)
  })

  it('refuses the name and the address themselves', () => {
    const personal = ['Mira Okafor', 'mira.okafor@halcyon.example']
    for (const password of ['mira okafor', 'MiraOkafor', 'mira.okafor', 'mira.okafor@halcyon.example'])
      expect(passwordProblem(password, personal)).toMatch(/name or address/)
  })

  it('bounds the length, so that a hash costs a bounded amount of work', () => {
    const long = Array.from({ length: PASSWORD_MAX + 1 }, (_, i) => String.fromCharCode(97 + (i % 26))).join(
      '',
    )
    expect(passwordProblem(long)).toMatch(/at most/)
    expect(passwordProblem(long.slice(1))).toBeNull()
  })

  it('shows no rule as met before anything is typed', () => {
    expect(passwordRules('').filter(rule => rule.met)).toEqual([])
  })
})
