import { Ajv } from 'ajv'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadContract } from '@/sandbox/stripe/contract'
import { faultsOf, type ContractDocument, type Schema } from '@/sandbox/stripe/contract-schema'
import { operations } from '@/sandbox/stripe/operations'

const contract = loadContract()
const read = (method: string, path: string, form: string) => {
  const match = contract.match(method, path)
  if (!match) throw new Error(`no operation ${method} ${path}`)
  return contract.readRequest(match.operation, form)
}

describe('requests', () => {
  test('take the types their schema asks for', () => {
    const { params, faults } = read(
      'POST',
      '/v1/invoices/in_1/add_lines',
      'lines[0][amount]=-12&lines[0][description]=42&lines[1][amount]=0&lines[1][period][start]=1&lines[1][period][end]=2',
    )
    expect(faults).toEqual([])
    expect(params).toEqual({
      lines: [
        { amount: -12, description: '42' },
        { amount: 0, period: { start: 1, end: 2 } },
      ],
    })
  })
  test('booleans, nulls and numbers that are text', () => {
    const { params } = read('POST', '/v1/customers/cus_1', 'address=&name=&metadata[a]=1&metadata[b]=')
    expect(params).toMatchObject({ address: null, name: '', metadata: { a: '1', b: null } })
    expect(read('POST', '/v1/invoices/in_1/finalize', 'auto_advance=true').params).toEqual({
      auto_advance: true,
    })
  })
  test.each([
    ['unknown', 'lines[0][amout]=1', 'lines[0][amout]'],
    ['missing', '', 'lines'],
    ['integer', 'lines[0][amount]=1.5', 'lines[0][amount]'],
  ])('%s is found and named', (kind, form, param) => {
    expect(read('POST', '/v1/invoices/in_1/add_lines', form).faults[0]).toMatchObject({ kind, param })
  })
  test('a value out of a closed choice is refused', () => {
    expect(read('POST', '/v1/invoices', 'customer=cus_1&collection_method=by_post').faults[0]).toMatchObject({
      kind: 'invalid',
      param: 'collection_method',
    })
  })
})

describe('paths', () => {
  test('the most literal one wins, and variables are named from the end', () => {
    expect(contract.match('GET', '/v1/invoices/search')?.operation.operationId).toBe('GetInvoicesSearch')
    expect(contract.match('GET', '/v1/customers/cus_1/payment_methods/pm_1')).toMatchObject({
      id: 'pm_1',
      parent: 'cus_1',
    })
    expect(contract.match('PUT', '/v1/customers')).toBeUndefined()
  })
  test('every operation that is played is one of Stripe’s, and takes only parameters of Stripe’s', () => {
    for (const played of operations.values()) {
      const path = contract.pathOf(played.operationId)
      expect(path, played.operationId).toBeDefined()
      const [method = '', template = ''] = path ?? []
      const form = played.accepts.map(name => `${name}=x`).join('&')
      const { faults } = read(method, template.replaceAll(/\{\w+\}/g, 'x_1'), form)
      expect(
        faults.filter(fault => fault.kind === 'unknown'),
        played.operationId,
      ).toEqual([])
    }
  })
})

describe('answers', () => {
  const balance = {
    id: 'cbtxn_1',
    object: 'customer_balance_transaction',
    amount: 1,
    checkout_session: null,
    created: 1,
    credit_note: null,
    currency: 'usd',
    customer: 'cus_1',
    customer_account: null,
    description: null,
    ending_balance: 1,
    invoice: null,
    livemode: false,
    metadata: {},
    type: 'adjustment',
  }
  const operation = contract.match('GET', '/v1/customers/cus_1/balance_transactions/cbtxn_1')?.operation
  const check = (value: unknown) =>
    operation ? contract.checkAnswer(operation, 200, value) : ['no operation']
  test('hold to their schema: nothing missing, nothing else, no other type', () => {
    expect(check(balance)).toEqual([])
    expect(check({ ...balance, amount: undefined })).toEqual(['amount: Missing required param: amount.'])
    expect(check({ ...balance, surplus: 1 })).toEqual(['surplus: Received unknown parameter: surplus'])
    expect(check({ ...balance, amount: '1' })).toEqual(['amount: Invalid integer: amount'])
    expect(check({ ...balance, livemode: null })).toEqual(['livemode: Invalid livemode: must be a boolean'])
    expect(check([balance])).not.toEqual([])
  })
  test('an object the sandbox does not play may not appear', () => {
    const match = contract.match('GET', '/v1/customers')
    const subscriptions = {
      object: 'list',
      data: [{ id: 'sub_1', object: 'subscription' }],
      has_more: false,
      url: '/v1',
    }
    const body = { object: 'list', data: [{ subscriptions }], has_more: false, url: '/v1/customers' }
    const faults = match ? contract.checkAnswer(match.operation, 200, body) : []
    expect(faults.join()).toContain('data[0][subscriptions][data][0]')
  })
  test('errors have a body the SDK can read', () => {
    if (!operation) throw new Error('no operation')
    expect(
      contract.checkAnswer(operation, 404, { error: { type: 'invalid_request_error', message: 'no' } }),
    ).toEqual([])
    expect(contract.checkAnswer(operation, 404, { message: 'no' })).not.toEqual([])
  })
  test('an event must be one Stripe has', () => {
    expect(contract.checkEvent({ type: 'invoice.payed' })).toEqual(['there is no event invoice.payed'])
  })
})

describe('against a kept validator', () => {
  const document = JSON.parse(
    readFileSync(new URL('./fixtures/contract-2026-10-28.endive.json', import.meta.url), 'utf8'),
  ) as ContractDocument
  const schemas = document.components.schemas
  const named = (schema: Schema) =>
    schema.$ref ? (schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}) : schema

  /** The same rules as JSON Schema: nullable is a choice with null, and an object with properties has no others. */
  const toJsonSchema = (declared: Schema, depth = 0): object => {
    const schema = named(declared)
    const {
      nullable,
      properties,
      items,
      anyOf,
      additionalProperties: others,
      type,
      enum: values,
      required,
    } = schema
    const deeper = (next: Schema) => (depth > 6 ? {} : toJsonSchema(next, depth + 1))
    const closed = (others === undefined && properties && !schema['x-pruned-expansion']) || others === false
    const rules = {
      ...(type ? { type } : {}),
      ...(values ? { enum: values } : {}),
      ...(required ? { required } : {}),
      ...(items ? { items: deeper(items) } : {}),
      ...(anyOf ? { anyOf: anyOf.map(deeper) } : {}),
      ...(properties
        ? { properties: Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, deeper(v)])) }
        : {}),
      ...(closed
        ? { additionalProperties: false }
        : typeof others === 'object'
          ? { additionalProperties: deeper(others) }
          : {}),
    }
    return nullable || declared.nullable ? { anyOf: [rules, { type: 'null' }] } : rules
  }
  const leaf = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.string(),
    fc.constant([]),
    fc.constant({}),
  )

  /** Values that mostly fit, with a wrong leaf here and there. */
  const valueFor = (declared: Schema, depth = 0): fc.Arbitrary<unknown> => {
    const schema = named(declared)
    const right = rightFor(schema, depth)
    const usual = schema.nullable || declared.nullable ? fc.oneof(fc.constant(null), right) : right
    return fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: leaf })
  }
  const rightFor = (schema: Schema, depth: number): fc.Arbitrary<unknown> => {
    if (schema.enum) return fc.constantFrom(...schema.enum)
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map(choice => valueFor(choice, depth)))
    if (schema.type === 'string') return fc.string({ maxLength: 4 })
    if (schema.type === 'integer') return fc.integer()
    if (schema.type === 'number') return fc.double({ noNaN: true })
    if (schema.type === 'boolean') return fc.boolean()
    if (depth > 4) return fc.constant(schema.type === 'array' ? [] : {})
    if (schema.type === 'array') return fc.array(valueFor(schema.items ?? {}, depth + 1), { maxLength: 2 })
    if (!schema.properties) return fc.dictionary(fc.string(), leaf, { maxKeys: 2 })
    const fields = Object.fromEntries(
      Object.entries(schema.properties).map(([k, v]) => [k, valueFor(v, depth + 1)]),
    )
    const some = fc.record(fields, { requiredKeys: schema.required ?? [] })
    return fc.oneof(
      { weight: 20, arbitrary: some },
      { weight: 1, arbitrary: some.map(value => ({ ...value, surplus: 1 })) },
    )
  }

  test.each([
    'customer_balance_transaction',
    'webhook_endpoint',
    'invoice_payment',
    'address',
    'invoice_add_lines_params',
    'invoice_pay_params',
  ])('the verdict on %s is the same', name => {
    const schema = schemas[name] ?? {}
    const validate = new Ajv({ strict: false }).compile(toJsonSchema(schema))
    let fitting = 0
    fc.assert(
      fc.property(valueFor(schema), value => {
        const ours = faultsOf(schema, value, named).length === 0
        fitting += Number(ours)
        return ours === validate(value)
      }),
      { numRuns: 300, seed: 20_261_122 },
    )
    expect(fitting).toBeGreaterThan(30)
    expect(fitting).toBeLessThan(300)
  })
})
