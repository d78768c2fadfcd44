import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { readFileSync } from 'node:fs'
import { decode, parseForm } from '@/sandbox/stripe/api/form'
import {
  references,
  referredName,
  toJsonSchema,
  type ContractDocument,
  type ContractOperation,
  type Schema,
} from '@/sandbox/stripe/contract-schema'
import { isKept } from '@/sandbox/stripe/types'
import { apiVersion } from '@/sandbox/stripe/version'

export interface Fault {
  kind: 'unknown' | 'missing' | 'integer' | 'invalid'
  /** Where, as Stripe names parameters: `lines[0][amount]`. */
  param: string
  message: string
}
export interface Match {
  operation: ContractOperation
  /** The path's variables: `id` is the last, `parent` the one before it. */
  id: string
  parent: string
}
interface Route {
  method: string
  pattern: RegExp
  literals: number
  operation: ContractOperation
}

/** Stripe's API as its SDK declares it: which operations there are, what they take, what they answer, what events carry. */
export class Contract {
  private readonly ajv = new Ajv({
    allErrors: true,
    strict: false,
    validateSchema: false,
    code: { optimize: false },
  })
  private readonly routes: Route[] = []
  private readonly defined = new Set<string>()
  private readonly compiled = new Map<string, ValidateFunction>()
  private readonly eventSchemas = new Map<string, string>()
  private readonly objectSchemas = new Map<string, Schema>()

  constructor(private readonly document: ContractDocument) {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        this.routes.push({
          method: method.toUpperCase(),
          pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
          literals: path.replace(/\{[^}]+\}/g, '').length,
          operation,
        })
      }
    }
    this.routes.sort((a, b) => b.literals - a.literals)
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      const type = schema.properties?.type?.enum?.[0]
      const object = schema['x-resourceId']
      if (object === 'event' && typeof type === 'string') this.eventSchemas.set(type, name)
      else if (object && schema.properties?.id && !schema.properties.deleted)
        this.objectSchemas.set(object, schema)
    }
  }

  match(method: string, path: string): Match | undefined {
    for (const route of this.routes) {
      const found = route.method === method ? route.pattern.exec(path) : null
      if (!found) continue
      const variables = found.slice(1).map(decodeURIComponent)
      return { operation: route.operation, id: variables.at(-1) ?? '', parent: variables.at(-2) ?? '' }
    }
    return undefined
  }

  /** Form-encoded text to typed parameters, and what is wrong with them. */
  readRequest(
    operation: ContractOperation,
    form: string,
  ): { params: Record<string, unknown>; faults: Fault[] } {
    const schema = operation.requestBody?.content['application/x-www-form-urlencoded']?.schema ??
      operation['x-query-schema'] ?? { type: 'object', properties: {} }
    const params = decode(schema, parseForm(form), s => this.resolve(s)) as Record<string, unknown>
    return { params, faults: this.faults(`request ${operation.operationId}`, schema, params) }
  }

  checkAnswer(operation: ContractOperation, status: number, body: unknown): string[] {
    const key = status < 400 ? '200' : 'default'
    const schema = operation.responses[key]?.content['application/json']?.schema
    if (!schema) return [`${operation.operationId} has no answer ${key}`]
    return describe(this.faults(`answer ${key} ${operation.operationId}`, schema, body))
  }

  checkEvent(event: { type: string }): string[] {
    const schema = this.document.components.schemas[this.eventSchemas.get(event.type) ?? '']
    return schema
      ? describe(this.faults(`event ${event.type}`, schema, event))
      : [`there is no event ${event.type}`]
  }

  /** The schema of an object by the name in its `object` field. */
  objectSchema(object: string): Schema | undefined {
    return this.objectSchemas.get(object)
  }

  resolve(schema: Schema | undefined): Schema {
    if (!schema?.$ref) return schema ?? {}
    return this.document.components.schemas[referredName(schema.$ref)] ?? {}
  }

  private faults(key: string, schema: Schema, value: unknown): Fault[] {
    let validate = this.compiled.get(key)
    if (!validate) {
      this.define(references(schema))
      validate = this.ajv.compile(toJsonSchema(schema))
      this.compiled.set(key, validate)
    }
    return validate(value) ? [] : relevant(validate.errors ?? []).map(toFault)
  }

  /** Makes schemas known, and those they refer to, when they are first needed: all of them at once would take seconds. */
  private define(names: string[]): void {
    for (const name of names) {
      if (this.defined.has(name)) continue
      this.defined.add(name)
      const schema = this.document.components.schemas[name] ?? {}
      const object = schema['x-resourceId']
      if (object === 'event') this.ajv.addSchema(anyEvent, name)
      else if (object && !isKept(object)) this.ajv.addSchema(neverShown, name)
      else {
        this.define(references(schema))
        this.ajv.addSchema(toJsonSchema(schema), name)
      }
    }
  }
}

/** Inside answers. Each event has been checked against its own schema when it happened. */
const anyEvent = {
  type: 'object',
  required: ['id', 'object', 'type', 'data'],
  properties: { object: { const: 'event' } },
}
/** An object the sandbox does not play may not appear in what it answers. */
const neverShown = { not: {} }

/** The contract of the pinned API version, read once. */
export function loadContract(): Contract {
  loaded ??= new Contract(
    JSON.parse(
      readFileSync(new URL(`./fixtures/contract-${apiVersion}.json`, import.meta.url), 'utf8'),
    ) as ContractDocument,
  )
  return loaded
}
let loaded: Contract | undefined

/** Of the errors of all the choices in an `anyOf`, those of the choice that came furthest. */
function relevant(errors: ErrorObject[]): ErrorObject[] {
  const depth = (error: ErrorObject) => error.instancePath.split('/').length
  const deepest = Math.max(...errors.map(depth))
  const structural = errors.filter(e => e.keyword === 'additionalProperties' || e.keyword === 'required')
  const others = errors.filter(e => e.keyword !== 'anyOf' && depth(e) === deepest && !structural.includes(e))
  return [...structural, ...others].length > 0 ? [...structural, ...others] : errors
}

function toFault(error: ErrorObject): Fault {
  const params = error.params as {
    additionalProperty?: string
    missingProperty?: string
    type?: string
    allowedValues?: unknown[]
  }
  const at = (extra?: string) =>
    [...error.instancePath.split('/').slice(1), ...(extra ? [extra] : [])]
      .map((part, i) => (i ? `[${part}]` : part))
      .join('')
  if (error.keyword === 'additionalProperties') {
    const param = at(params.additionalProperty)
    return { kind: 'unknown', param, message: `Received unknown parameter: ${param}` }
  }
  if (error.keyword === 'required') {
    const param = at(params.missingProperty)
    return { kind: 'missing', param, message: `Missing required param: ${param}.` }
  }
  if (params.type === 'integer') return { kind: 'integer', param: at(), message: `Invalid integer: ${at()}` }
  const allowed = params.allowedValues?.slice(0, 12).join(', ')
  return {
    kind: 'invalid',
    param: at(),
    message: `Invalid ${at()}: ${allowed ? `must be one of ${allowed}` : (error.message ?? '')}`,
  }
}

const describe = (faults: Fault[]) =>
  [...new Set(faults.map(fault => `${fault.param || '(root)'}: ${fault.message}`))].slice(0, 8)
