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

const notForJsonSchema = new Set(['description', 'nullable', 'title', 'deprecated', 'format'])

/**
 * OpenAPI 3.0 to JSON Schema: `nullable` becomes a choice with null, a reference is the bare name of its schema, and
 * an object that lists its properties may have no others (we own both ends).
 */
export function toJsonSchema(schema: Schema): Record<string, unknown> {
  if (schema.$ref) return { $ref: referredName(schema.$ref) }
  const result: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema) as [string, unknown][]) {
    if (!key.startsWith('x-') && !notForJsonSchema.has(key)) result[key] = value
  }
  if (schema.properties) result.properties = mapValues(schema.properties, toJsonSchema)
  if (schema.items) result.items = toJsonSchema(schema.items)
  if (schema.anyOf) result.anyOf = schema.anyOf.map(toJsonSchema)
  if (typeof schema.additionalProperties === 'object') {
    result.additionalProperties = toJsonSchema(schema.additionalProperties)
  } else if (schema['x-pruned-expansion']) result.additionalProperties = true
  else if (schema.type === 'object' && schema.properties) result.additionalProperties ??= false
  return schema.nullable ? { anyOf: [result, { type: 'null' }] } : result
}

export const referredName = (ref: string) => ref.replace('#/components/schemas/', '')

/** The names of the schemas that this one refers to directly. */
export function references(schema: Schema): string[] {
  const { $ref: ref, items, anyOf = [], properties = {}, additionalProperties: others } = schema
  const parts = [
    ...anyOf,
    ...Object.values(properties),
    ...(items ? [items] : []),
    ...(typeof others === 'object' ? [others] : []),
  ]
  return [...(ref ? [referredName(ref)] : []), ...parts.flatMap(references)]
}

function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
