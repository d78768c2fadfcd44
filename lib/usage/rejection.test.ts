import { expect, it } from 'vitest'
import { apiErrorCodes } from '@/lib/api-errors'
import { reasonInWords } from '@/lib/usage/rejection'

it('says every reason of the error table in words, and one that it has no more', () => {
  expect(reasonInWords('key_spend_limit_exceeded')).toBe('Key’s monthly limit reached')
  expect(reasonInWords('missing_scope')).toBe('An admin key is needed')
  expect(reasonInWords('a_reason_of_yesterday')).toBe('A reason of yesterday')
  const said = apiErrorCodes.map(reasonInWords)
  for (const text of said) expect(text).toMatch(/^[A-Z][^_]{3,}$/)
  expect(new Set(said).size).toBe(said.length)
})
