import { readFileSync } from 'node:fs'
import { decode, parseForm } from '@/sandbox/stripe/api/form'
import {
  faultsOf,
  type ContractDocument,
  type ContractOperation,
  type Fault,
  type Schema,
} from '@/sandbox/stripe/contract-schema'
import { isKept } from '@/sandbox/stripe/types'
import { apiVersion } from '@/sandbox/stripe/version'

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
  private readonly routes: Route[] = []
  private readonly eventSchemas = new Map<string, Schema>()
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
    for (const schema of Object.values(document.components.schemas)) {
      const type = schema.properties?.type?.enum?.[0]
      const object = schema['x-resourceId']
      if (object === 'event' && typeof type === 'string') this.eventSchemas.set(type, schema)
      else if (object && schema.properties?.id && !schema.properties.deleted)
        this.objectSchemas.set(object, schema)
    }
  }

  match(method: string, path: string): Match | undefined {
    for (const route of this.routes) {
      const found = route.method === method ? route.pattern.exec(path) : null
      if (!found) continue
      const variables = found.slice(1).map(decoded)
      return { operation: route.operation, id: variables.at(-1) ?? '', parent: variables.at(-2) ?? '' }
    }
    return undefined
  }

  /** Method and path template of an operation. */
  pathOf(operationId: string): [method: string, path: string] | undefined {
    for (const [path, methods] of Object.entries(this.document.paths)) {
      const found = Object.entries(methods).find(([, operation]) => operation.operationId === operationId)
      if (found) return [found[0].toUpperCase(), path]
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
    const params = decode(schema, parseForm(form), declared => this.resolve(declared)) as Record<
      string,
      unknown
    >
    return { params, faults: faultsOf(schema, params, declared => this.resolve(declared)) }
  }

  checkAnswer(operation: ContractOperation, status: number, body: unknown): string[] {
    const schema = operation.responses[status < 400 ? '200' : 'default']?.content['application/json']?.schema
    return schema ? this.check(schema, body) : [`${operation.operationId} has no answer for status ${status}`]
  }

  checkEvent(event: { type: string }): string[] {
    const schema = this.eventSchemas.get(event.type)
    return schema ? this.check(schema, event) : [`there is no event ${event.type}`]
  }

  /** The schema of an object by the name in its `object` field. */
  objectSchema(object: string): Schema | undefined {
    return this.objectSchemas.get(object)
  }

  resolve(schema: Schema | undefined): Schema {
    if (!schema?.$ref) return schema ?? {}
    return this.document.components.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}
  }

  private check(schema: Schema, body: unknown): string[] {
    const faults = faultsOf(schema, body, declared => this.shown(declared))
    return [...new Set(faults.map(({ param, message }) => `${param || '(root)'}: ${message}`))].slice(0, 8)
  }

  /**
   * References inside of what the sandbox gives out. An object it does not play may not appear at all; an event was
   * checked against its own schema when it happened.
   */
  private shown(declared: Schema): Schema {
    const schema = this.resolve(declared)
    const object = schema['x-resourceId']
    if (!declared.$ref || !object) return schema
    if (object === 'event') return anyEvent
    return isKept(object) ? schema : neverShown
  }
}

const anyEvent: Schema = {
  type: 'object',
  required: ['id', 'object', 'type', 'data'],
  properties: { object: { enum: ['event'] } },
  additionalProperties: true,
}
const neverShown: Schema = { enum: [] }

/** A path with a malformed escape matches no object, and is no reason to fail. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

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
