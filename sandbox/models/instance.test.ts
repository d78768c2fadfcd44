import { Ajv2020 } from 'ajv/dist/2020'
import { describe, expect, it } from 'vitest'
import { instanceOf } from '@/sandbox/models/instance'
import { randomFrom } from '@/sandbox/models/random'
import type { JsonSchema } from '@/sandbox/models/requests'

const ajv = new Ajv2020({ strict: false, validateFormats: false })
const schemas: Record<string, JsonSchema> = {
  'an object with optional and required fields': {
    type: 'object',
    properties: {
      city: { type: 'string' },
      degrees: { type: 'number', minimum: -40, maximum: 50 },
      days: { type: 'integer', exclusiveMinimum: 0, maximum: 7 },
      sunny: { type: 'boolean' },
      note: { type: ['string', 'null'], maxLength: 12 },
    },
    required: ['city', 'degrees', 'days', 'sunny', 'note'],
    additionalProperties: false,
  },
  'lists with bounds': {
    type: 'object',
    properties: {
      steps: { type: 'array', items: { type: 'string', minLength: 40 }, minItems: 3, maxItems: 4 },
    },
    required: ['steps'],
  },
  'references that lead back to themselves': {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
          children: { type: 'array', items: { $ref: '#/$defs/node' } },
        },
        required: ['name', 'next', 'children'],
      },
    },
  },
  'choices and constants': {
    type: 'object',
    properties: {
      kind: { const: 'report' },
      unit: { enum: ['metre', 'mile'] },
      value: { oneOf: [{ type: 'integer', multipleOf: 5 }, { type: 'string' }] },
      both: { allOf: [{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }] },
    },
    required: ['kind', 'unit', 'value', 'both'],
  },
}

describe('an instance of a JSON schema', () => {
  it.each(Object.entries(schemas))('fits %s, for any seed', (_name, schema) => {
    const fits = ajv.compile(schema)
    for (let seed = 0; seed < 50; seed++) {
      const value = instanceOf(schema, 'How warm is it in Lisbon?', randomFrom(seed))
      expect(fits(value), JSON.stringify(fits.errors)).toBe(true)
    }
  })

  it('takes its words from the prompt', () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['metre', 'mile'] } },
    }
    expect(instanceOf(schema, 'How far is it to Lisbon, in mile?', randomFrom(1))).toEqual({
      city: 'Lisbon',
      unit: 'mile',
    })
  })
})
