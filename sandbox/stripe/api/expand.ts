import { invalidRequest } from '@/sandbox/stripe/api/errors'
import type { Contract } from '@/sandbox/stripe/contract'
import type { Schema } from '@/sandbox/stripe/contract-schema'
import { includable } from '@/sandbox/stripe/resources/includable'
import { presentById } from '@/sandbox/stripe/resources/present'
import type { Scope } from '@/sandbox/stripe/scope'

const deepest = 4

/**
 * Puts objects where ids stand (`customer`, `payments.data.payment.payment_intent`, `data.customer` on lists), and
 * adds what is shown only when asked for (`payments` of an invoice). The contract says what can be expanded.
 */
export function expand(scope: Scope, contract: Contract, answer: unknown, paths: string[]): void {
  for (const path of paths) {
    const steps = path.split('.')
    if (steps.length > deepest) {
      throw invalidRequest(`You cannot expand more than ${deepest} levels of a property (${path}).`, {
        param: 'expand',
      })
    }
    const refuse = () => invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' })
    walk(answer, steps, undefined, { scope, contract, refuse })
  }
}

interface Walk {
  scope: Scope
  contract: Contract
  refuse(): Error
}

function walk(node: unknown, steps: string[], schema: Schema | undefined, at: Walk): void {
  const [step, ...rest] = steps
  if (step === undefined || node === null || node === undefined) return
  if (Array.isArray(node)) {
    const items = schema && objectIn(schema, at.contract)?.items
    for (const item of node) walk(item, steps, items ?? schema, at)
    return
  }
  if (!isRecord(node)) throw at.refuse()
  if (node.deleted === true) return
  if (node.object === 'list' || node.object === 'search_result') {
    if (step !== 'data') throw at.refuse()
    walk(node.data, rest, undefined, at)
    return
  }
  const own = typeof node.object === 'string' ? at.contract.objectSchema(node.object) : undefined
  const shape = own ?? objectIn(schema, at.contract)
  const field = shape?.properties?.[step]
  if (!field) throw at.refuse()
  if (node[step] === undefined) node[step] = included(node, step, at)
  else if (typeof node[step] === 'string') node[step] = referred(node[step], field, at)
  walk(node[step], rest, field, at)
}

function included(node: Record<string, unknown>, step: string, { scope, refuse }: Walk): unknown {
  const add = includable[`${String(node.object)}.${step}`]
  if (!add) throw refuse()
  return add(scope, String(node.id))
}

function referred(id: string, field: Schema, { scope, refuse }: Walk): unknown {
  const found = field['x-expansionResources'] ? presentById(scope.store, id) : undefined
  if (!found) throw refuse()
  return found
}

/** Of a nullable or unioned field, the variant that is an object with fields of its own. */
function objectIn(schema: Schema | undefined, contract: Contract): Schema | undefined {
  if (!schema) return undefined
  const resolved = contract.resolve(schema)
  const choices = (resolved.anyOf ?? [resolved]).map(choice => contract.resolve(choice))
  return choices.find(choice => choice.properties && !choice['x-pruned-expansion']) ?? choices[0]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
