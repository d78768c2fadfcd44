import { expect, it } from 'vitest'
import { apiErrorCodes } from '@/lib/api-errors'
import { reasonInWords } from '@/lib/usage/rejection'

it('says every reason of the error table in words, and those of tomorrow too', () => {
  expect(reasonInWords('key_spend_limit_exceeded')).toBe('Key’s monthly limit reached')
  expect(reasonInWords('unknown_parameter')).toBe('Unknown parameter')
  expect(reasonInWords('a_reason_of_tomorrow')).toBe('A reason of tomorrow')
  const said = apiErrorCodes.map(reasonInWords)
  for (const text of said) expect(text).toMatch(/^[A-Z][^_]{3,}$/)
  expect(new Set(said).size).toBe(said.length)
})
