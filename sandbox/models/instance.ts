import type { Random } from '@/sandbox/models/random'
import type { JsonSchema } from '@/sandbox/models/requests'
import { capital, sentencesAbout } from '@/sandbox/models/text/sentences'
import { subjectOf } from '@/sandbox/models/text/subject'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
interface Source {
  prompt: string
  root: JsonSchema
  random: Random
  depth: number
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const schemas = (value: unknown): JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : [])
const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** A `$ref` within the same document: `#/$defs/Node`. */
const resolve = (schema: JsonSchema, root: JsonSchema): JsonSchema => {
  const ref = schema.$ref
  if (typeof ref !== 'string' || !ref.startsWith('#')) return schema
  let at: unknown = root
  for (const step of ref.slice(1).split('/').filter(Boolean)) at = isSchema(at) ? at[step] : undefined
  return isSchema(at) ? at : {}
}

const formats: Record<string, string> = {
  'date-time': '2026-11-22T09:30:00Z',
  date: '2026-11-22',
  time: '09:30:00Z',
  duration: 'PT30M',
  email: 'mira@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '6f1c2a58-5a0e-4f43-9b7e-2f3f0b1d9c11',
}

const wordFor = (name: string, { prompt, random }: Source): string => {
  const place = /\b(?:in|at|for|to|from) (\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)*)/u.exec(prompt)?.[1]
  const subject = subjectOf(prompt)
  if (/city|location|place|country|region/i.test(name)) return place ?? 'Paris'
  if (/e-?mail/i.test(name)) return 'mira@example.com'
  if (/url|link/i.test(name)) return 'https://example.com/'
  if (/date|day/i.test(name)) return '2026-11-22'
  if (/(?:^|_)(?:first_?|last_?|full_?)?name$|author|person/i.test(name))
    return random.pick(['Mira Okafor', 'Tomas Berg', 'Ines Duarte'])
  if (/query|search|topic|subject|keyword/i.test(name)) return subject
  if (/title|heading|label/i.test(name)) return capital(subject)
  return sentencesAbout(subject, undefined, random).next().value
}

const text = (schema: JsonSchema, name: string, source: Source): string => {
  const given = typeof schema.format === 'string' ? formats[schema.format] : undefined
  const least = numberIn(schema.minLength) ?? 0
  const most = numberIn(schema.maxLength) ?? Infinity
  let value = given ?? wordFor(name, source)
  while (value.length < least) value += ` ${value}`
  return value.length > most ? value.slice(0, most) : value
}

const figure = (schema: JsonSchema, source: Source): number => {
  const step = numberIn(schema.multipleOf) ?? (schema.type === 'integer' ? 1 : 0.5)
  const above = numberIn(schema.exclusiveMinimum)
  const below = numberIn(schema.exclusiveMaximum)
  const from = above === undefined ? (numberIn(schema.minimum) ?? 1) : above + step
  const to = below === undefined ? (numberIn(schema.maximum) ?? from + 40 * step) : below - step
  const first = Math.ceil(from / step)
  const last = Math.max(first, Math.floor(to / step))
  return Number((source.random.between(first, last) * step).toPrecision(12))
}

const list = (schema: JsonSchema, name: string, source: Source): Json[] => {
  const least = numberIn(schema.minItems) ?? 2
  const count = Math.min(
    source.depth > 6 ? (numberIn(schema.minItems) ?? 0) : least,
    numberIn(schema.maxItems) ?? least,
  )
  const fixed = schemas(schema.prefixItems)
  const rest = isSchema(schema.items) ? schema.items : {}
  return Array.from({ length: Math.max(count, fixed.length) }, (_, i) =>
    build(fixed[i] ?? rest, name.replace(/s$/, ''), source),
  )
}

const record = (schema: JsonSchema, source: Source): Json => {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : Object.keys(properties)
  const names = Object.keys(properties).filter(name => required.includes(name) || source.depth < 3)
  return Object.fromEntries(
    names.map(name => [name, build(isSchema(properties[name]) ? properties[name] : {}, name, source)]),
  )
}

const kindOf = (schema: JsonSchema, depth: number): unknown => {
  if (Array.isArray(schema.type)) return schema.type.find(type => type !== 'null' || depth > 6) ?? 'null'
  return schema.type ?? (schema.properties ? 'object' : schema.items ? 'array' : 'string')
}

const build = (given: JsonSchema, name: string, outer: Source): Json => {
  const source = { ...outer, depth: outer.depth + 1 }
  const schema = resolve(given, source.root)
  if ('const' in schema) return schema.const as Json
  if (Array.isArray(schema.enum) && schema.enum.length > 0) {
    const said = schema.enum.find(
      value => typeof value === 'string' && source.prompt.toLowerCase().includes(value.toLowerCase()),
    )
    return (said ?? schema.enum[source.random.between(0, schema.enum.length - 1)]) as Json
  }
  const options = [...schemas(schema.anyOf), ...schemas(schema.oneOf)]
  if (options.length > 0) {
    const ends = options.find(
      option => option.type === 'null' || (option.type !== 'object' && !option.$ref && !option.properties),
    )
    return build((source.depth > 5 ? ends : undefined) ?? options[0] ?? {}, name, source)
  }
  const parts = schemas(schema.allOf)
  if (parts.length > 0)
    return build(Object.assign({}, ...parts.map(part => resolve(part, source.root))), name, source)
  if (source.depth > 24) return null
  switch (kindOf(schema, source.depth)) {
    case 'object':
      return record(schema, source)
    case 'array':
      return list(schema, name, source)
    case 'integer':
    case 'number':
      return figure(schema, source)
    case 'boolean':
      return source.random.next() < 0.5
    case 'null':
      return null
    default:
      return text(schema, name, source)
  }
}

/** A value that fits a JSON schema (of the subset that model providers take), with words drawn from the prompt. */
export const instanceOf = (schema: JsonSchema, prompt: string, random: Random): Json =>
  build(schema, '', { prompt, root: schema, random, depth: 0 })
