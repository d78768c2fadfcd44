import qs from 'qs'
import type { Resolve, Schema } from '@/sandbox/stripe/contract-schema'

/** `a[b][0]=c` to nested objects and arrays of strings. Throws a RangeError when it is too deep or has too many fields. */
export function parseForm(text: string): unknown {
  return qs.parse(text, {
    depth: 20,
    strictDepth: true,
    arrayLimit: 2000,
    parameterLimit: 20_000,
    throwOnLimitExceeded: true,
    plainObjects: true,
  })
}

/**
 * Gives the strings of a form the types their schema asks for. An empty string where null may stand means null
 * (Stripe's way to clear a field). What fits no type stays a string, for the check to refuse.
 */
export function decode(declared: Schema | undefined, value: unknown, resolve: Resolve): unknown {
  const schema = resolve(declared ?? {})
  const choices = (schema.anyOf ?? [schema]).map(resolve)
  if (Array.isArray(value)) {
    const items = choices.find(choice => choice.type === 'array')?.items
    return value.map(item => decode(items, item, resolve))
  }
  if (typeof value === 'object' && value !== null) return decodeObject(choices, value, resolve)
  if (typeof value !== 'string') return value
  if (value === '' && (schema.nullable || declared?.nullable)) return null
  return decodeText(choices, value)
}

function decodeObject(choices: Schema[], value: object, resolve: Resolve): unknown {
  const keys = Object.keys(value)
  const array = choices.find(choice => choice.type === 'array')
  if (array && keys.every(key => /^\d+$/.test(key))) {
    return Object.values(value).map(item => decode(array.items, item, resolve))
  }
  const known = (choice: Schema) => keys.filter(key => own(choice, key)).length
  const best = choices.filter(choice => choice.type === 'object').sort((a, b) => known(b) - known(a))[0]
  const others = typeof best?.additionalProperties === 'object' ? best.additionalProperties : undefined
  const entries = Object.entries(value) as [string, unknown][]
  return Object.fromEntries(
    entries.map(([key, item]) => [key, decode(own(best, key) ?? others, item, resolve)]),
  )
}

function decodeText(choices: Schema[], value: string): unknown {
  const accepts = (type: string) => choices.some(choice => choice.type === type)
  if (choices.some(choice => choice.type === 'string' && (!choice.enum || choice.enum.includes(value))))
    return value
  if ((accepts('number') || accepts('integer')) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (accepts('boolean') && /^(true|false)$/.test(value)) return value === 'true'
  return value
}

/** The schema of a property, and not something that every object has (`constructor`). */
const own = (schema: Schema | undefined, key: string): Schema | undefined =>
  schema?.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined
