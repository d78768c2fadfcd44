import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createLog } from '@/lib/log'
import { describeError, toErrorFacts } from '@/lib/log-error'

const secret = 'sk-serika-a-prompt-or-a-key'

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('it did not throw')
}

describe('what an error was given to work with is not in what is logged', () => {
  const database = Object.assign(new Error('new row violates check constraint "events_positive"'), {
    code: '23514',
    severity: 'ERROR',
    routine: 'ExecConstraints',
    table: 'usage_events',
    constraint: 'events_positive',
    detail: `Failing row contains (${secret}).`,
    where: `unnamed portal parameter $1 = '${secret}'`,
  })
  const badData = Object.assign(new Error(`invalid input syntax for type integer: "${secret}"`), {
    code: '22P02',
    severity: 'ERROR',
    routine: 'pg_strtoint32_safe',
  })
  const query = Object.assign(new Error(`Failed query: select 1\nparams: ${secret}`, { cause: database }), {
    query: 'select 1',
    params: [secret],
  })
  const cases: [string, unknown][] = [
    ['JSON that is none', thrownBy(() => JSON.parse(`${secret} is no JSON`))],
    ['a validator', thrownBy(() => z.strictObject({}).parse({ [secret]: secret }))],
    ['a broken constraint', database],
    ['a value of the wrong type', badData],
    ['a query with its parameters', query],
    ['an error that wraps one', new Error('could not', { cause: badData })],
    ['fields of any kind', Object.assign(new Error('no answer'), { body: secret, headers: { a: secret } })],
    ['a stack whose head has lines', Object.assign(new SyntaxError(`a\n    at ${secret} b`))],
    ['what is no error', secret],
  ]
  test.each(cases)('%s', (_, error) => {
    const lines: string[] = []
    createLog('test', 'trace', { write: line => void lines.push(line) }).error({ err: error }, 'it failed')
    expect(lines).toHaveLength(1)
    expect(lines.join()).toContain('it failed')
    expect(lines.join()).not.toContain(secret)
    expect(describeError(error)).not.toContain(secret)
  })
})

test('what went wrong, and where, is', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  expect(toErrorFacts(new TypeError('no such thing', { cause }))).toMatchObject({
    type: 'TypeError',
    message: 'no such thing',
    at: expect.arrayContaining([expect.stringContaining('log-error.test.ts')]),
    cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
  })
  const missing = Object.assign(new Error('relation "x" does not exist'), {
    code: '42P01',
    severity: 'ERROR',
    routine: 'parserOpenTable',
  })
  expect(describeError(missing)).toBe('Error: 42P01: relation "x" does not exist: ERROR parserOpenTable')
})
