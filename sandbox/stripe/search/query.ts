import { invalidRequest } from '@/sandbox/stripe/api/errors'
import type { FieldType, Searchable } from '@/sandbox/stripe/search/fields'

export interface Clause {
  /** JSON path in the object, ready for SQLite. */
  path: string
  operator: ':' | '~' | '<' | '<=' | '>' | '>='
  /** Null asks whether the field is empty. */
  value: string | number | null
  negated: boolean
}
export interface Query {
  clauses: Clause[]
  combine: 'AND' | 'OR'
}

const token =
  /\s*(?:(AND|OR)(?=\s)|(-?)([a-z_]+(?:\.[a-z_0-9]+)*)(?:\[\s*(?:"([^"]*)"|'([^']*)')\s*\])?\s*(:|~|>=|<=|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?|null)))\s*/iy

/**
 * Reads Stripe's search language: clauses of field, operator and value, `-` before one to negate it, joined by spaces
 * or AND, or all by OR.
 * @throws StripeError 400 for what the language or this kind of object does not know.
 */
export function parseQuery(text: string, searchable: Searchable): Query {
  const clauses: Clause[] = []
  const joins = new Set<string>()
  token.lastIndex = 0
  let joined = true
  while (token.lastIndex < text.length) {
    const match = token.exec(text)
    if (!match) throw unreadable(text)
    const [, join, minus, field = '', ...rest] = match
    if (join) {
      if (joined) throw unreadable(text)
      joins.add(join.toUpperCase())
    } else {
      if (!joined) joins.add('AND')
      clauses.push(clauseOf(field, rest, minus === '-', searchable))
    }
    joined = Boolean(join)
  }
  if (clauses.length === 0 || joined) throw unreadable(text)
  if (joins.size > 1) throw wrong('AND and OR cannot be combined in one search query.')
  return { clauses, combine: joins.has('OR') ? 'OR' : 'AND' }
}

function clauseOf(
  field: string,
  [doubleKey, singleKey, operator, doubled, single, bare]: (string | undefined)[],
  negated: boolean,
  searchable: Searchable,
): Clause {
  const type = searchable.fields[field]
  if (!type)
    throw wrong(`Field \`${field}\` is an unsupported search field for resource \`${searchable.plural}\`.`)
  const key = doubleKey ?? singleKey
  if ((type === 'metadata') !== (key !== undefined))
    throw wrong(`\`${field}\` is asked for with its key, or none.`)
  const quoted = (doubled ?? single)?.replace(/\\(.)/g, '$1')
  const value = quoted ?? (bare === 'null' ? null : Number(bare))
  const checked = operator as Clause['operator']
  checkOperator(field, type, checked, value)
  return {
    path: type === 'metadata' ? `$.metadata."${key ?? ''}"` : `$.${field}`,
    operator: checked,
    value: value === null ? null : type === 'number' ? Number(value) : String(value),
    negated,
  }
}

const shortestPart = 3

function checkOperator(
  field: string,
  type: FieldType,
  operator: Clause['operator'],
  value: Clause['value'],
): void {
  if (operator === '~') {
    if (type === 'number' || type === 'token')
      throw wrong(`\`${field}\` does not support substring matching.`)
    if (typeof value !== 'string' || value.length < shortestPart) {
      throw wrong(`Substring matching needs at least ${shortestPart} characters.`)
    }
  } else if (operator !== ':' && (type !== 'number' || value === null)) {
    throw wrong(`\`${field}\` does not support comparison.`)
  }
  if (type === 'number' && value !== null && Number.isNaN(Number(value))) {
    throw wrong(`\`${field}\` is a number.`)
  }
}

const unreadable = (text: string) => wrong(`We were unable to parse your search query: ${text}`)
const wrong = (message: string) => invalidRequest(message, { param: 'query' })
