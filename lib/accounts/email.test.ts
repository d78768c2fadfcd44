import { describe, expect, it } from 'vitest'
import { defaultAccountName, emailSchema, personNameSchema } from '@/lib/accounts/email'

describe('addresses and names', () => {
  it('stores one spelling of an address', () => {
    expect(emailSchema.parse('  Mira@Halcyon.Example ')).toBe('mira@halcyon.example')
  })

  it.each([
    '',
    'mira',
    'mira@',
    'a@b',
    'mira@halcyon.example, eve@evil.example',
    'mira@halcyon.example\nbcc: eve@evil.example',
  ])('refuses %j as an address', text => {
    expect(emailSchema.safeParse(text).success).toBe(false)
  })

  it('names the first account after its owner', () => {
    expect(defaultAccountName('Mira Okafor')).toBe("Mira's account")
    expect(defaultAccountName('  Iris  ')).toBe("Iris' account")
    expect(defaultAccountName('')).toBe('My account')
  })

  it('refuses control and invisible characters in a name', () => {
    expect(personNameSchema.safeParse('Mira\u202eOkafor').success).toBe(false)
    expect(personNameSchema.safeParse('Mira\nOkafor').success).toBe(false)
    expect(personNameSchema.parse(' Zoë Ångström ')).toBe('Zoë Ångström')
  })
})
