/** The subset of OpenAPI 3.0 that the contract uses. */
export interface Schema {
  $ref?: string
  type?: string
  enum?: unknown[]
  items?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  nullable?: boolean
  'x-resourceId'?: string
  /** An expandable field whose object is outside the slice we hold: any object with that id and name will do. */
  'x-pruned-expansion'?: boolean
  'x-expansionResources'?: unknown
}
export interface ContractOperation {
  operationId: string
  'x-query-schema'?: Schema
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content: Record<string, { schema: Schema }> }>
}
export interface ContractDocument {
  paths: Record<string, Record<string, ContractOperation>>
  components: { schemas: Record<string, Schema> }
}

export interface Fault {
  kind: 'unknown' | 'missing' | 'integer' | 'invalid'
  /** Where, as Stripe names parameters: `lines[0][amount]`. */
  param: string
  message: string
}

export type Resolve = (schema: Schema) => Schema

/**
 * What is wrong with a value by its schema. Strict: an object that lists its properties may have no others, for we own
 * both ends. It walks the schema instead of compiling it, because compiling Stripe's takes seconds at the first call of
 * each operation. `resolve` follows references.
 */
export function faultsOf(declared: Schema, value: unknown, resolve: Resolve, param = ''): Fault[] {
  const schema = resolve(declared)
  if (value === null && (declared.nullable || schema.nullable)) return []
  if (schema.anyOf) return leastFaults(schema.anyOf, value, resolve, param)
  if (schema.enum && !schema.enum.includes(value)) {
    return [invalid(param, `must be one of ${schema.enum.slice(0, 12).join(', ')}`)]
  }
  switch (schema.type) {
    case 'object':
      return isObject(value)
        ? objectFaults(schema, value, resolve, param)
        : [invalid(param, 'must be an object')]
    case 'array':
      if (!Array.isArray(value)) return [invalid(param, 'must be an array')]
      return value.flatMap((item, i) => faultsOf(schema.items ?? {}, item, resolve, at(param, String(i))))
    case 'integer':
      return Number.isInteger(value) ? [] : [{ kind: 'integer', param, message: `Invalid integer: ${param}` }]
    case undefined:
      return []
    default:
      return typeof value === schema.type ? [] : [invalid(param, `must be a ${schema.type}`)]
  }
}

function objectFaults(schema: Schema, value: object, resolve: Resolve, param: string): Fault[] {
  const { properties = {}, required = [], additionalProperties: others } = schema
  const given = new Map<string, unknown>(Object.entries(value))
  const missing = required
    .filter(name => given.get(name) === undefined)
    .map((name): Fault => ({
      kind: 'missing',
      param: at(param, name),
      message: `Missing required param: ${at(param, name)}.`,
    }))
  const closed = isClosed(schema)
  const wrong = [...given].flatMap(([name, item]): Fault[] => {
    if (item === undefined) return []
    if (Object.hasOwn(properties, name))
      return faultsOf(properties[name] ?? {}, item, resolve, at(param, name))
    if (typeof others === 'object') return faultsOf(others, item, resolve, at(param, name))
    if (!closed) return []
    return [
      { kind: 'unknown', param: at(param, name), message: `Received unknown parameter: ${at(param, name)}` },
    ]
  })
  return [...wrong, ...missing]
}

/** Whether only the listed properties may be there: so it is unless the contract opens an object. */
export function isClosed({
  additionalProperties: others,
  properties,
  'x-pruned-expansion': pruned,
}: Schema): boolean {
  return !pruned && (others === false || (others === undefined && properties !== undefined))
}

/** None when one choice fits; else what is wrong by the choice that comes nearest: the right kind of value, then the fewest faults. */
function leastFaults(choices: Schema[], value: unknown, resolve: Resolve, param: string): Fault[] {
  let nearest: { distance: number; faults: Fault[] } | undefined
  for (const choice of choices) {
    const faults = faultsOf(choice, value, resolve, param)
    if (faults.length === 0) return []
    const distance = faults.some(fault => fault.param === param) ? 1000 + faults.length : faults.length
    if (!nearest || distance < nearest.distance) nearest = { distance, faults }
  }
  return nearest?.faults ?? []
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const at = (param: string, name: string) => (param ? `${param}[${name}]` : name)
const invalid = (param: string, rule: string): Fault => ({
  kind: 'invalid',
  param,
  message: `Invalid ${param || 'value'}: ${rule}`,
})
