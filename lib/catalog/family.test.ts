import { expect, test } from 'vitest'
import catalog from './catalog.json' with { type: 'json' }
import { familyOf } from './family'

test('a family is named as people know it, with and without a slash in the id', () => {
  expect(familyOf('openai/gpt-5-mini')).toBe('OpenAI')
  expect(familyOf('gpt-image-1-low')).toBe('OpenAI')
  expect(familyOf('tensorart-animagine-xl')).toBe('TensorArt')
  expect(familyOf('x-ai/grok-4')).toBe('xAI')
})

test('an unknown maker is called by its prefix', () => {
  expect(familyOf('newcomer/model-1')).toBe('newcomer')
})

test('every model of the catalogue has a known family', () => {
  const unknown = catalog.models.filter(
    ({ id }) => familyOf(id) === id.split('/')[0] && /[a-z]/.test(familyOf(id)[0] ?? ''),
  )
  expect(unknown).toEqual([])
})
