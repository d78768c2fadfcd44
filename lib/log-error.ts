/** What of an error may be logged: what went wrong and where, and nothing that it was given to work with. */
export interface ErrorFacts {
  readonly type: string
  readonly message?: string
  readonly code?: string
  /** Of a database's error: what it was about, never the values. */
  readonly database?: Readonly<Record<string, string>>
  readonly at?: readonly string[]
  readonly cause?: ErrorFacts
}

const deepest = 4
const mostFrames = 12
const databaseFields = ['severity', 'schema', 'table', 'column', 'constraint', 'routine'] as const

/**
 * An error without the data that caused it. Errors carry such data in places of their own: a query's parameters and the row
 * that broke a constraint (Postgres' `detail` and `where`), the text that was no JSON (in the message itself), headers and
 * bodies as fields. So only what is named here gets through; a message only where its kind never quotes.
 */
export function toErrorFacts(error: unknown, depth = 0): ErrorFacts {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && /^[\w.-]{1,60}$/.test(String(error.code)) ? String(error.code) : undefined
  const database = isFromDatabase(error) ? databaseFacts(error) : undefined
  const quotes = isQuoting(error, code)
  const hasCause = error.cause !== undefined && depth < deepest
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    ...(quotes ? {} : { message: error.message.slice(0, 500) }),
    ...(code === undefined ? {} : { code }),
    ...(database ? { database } : {}),
    at: framesOf(error),
    ...(hasCause ? { cause: toErrorFacts(error.cause, depth + 1) } : {}),
  }
}

/** The same in a line. */
export function describeError(error: unknown): string {
  const { type, message, code, database } = toErrorFacts(error)
  const about = database ? Object.values(database).join(' ') : ''
  return [type, code, message, about].filter(Boolean).join(': ')
}

function isFromDatabase(error: Error): boolean {
  return 'severity' in error && 'routine' in error
}

function databaseFacts(error: Error): Record<string, string> {
  const fields = error as unknown as Record<string, unknown>
  return Object.fromEntries(
    databaseFields.flatMap(name => (typeof fields[name] === 'string' ? [[name, fields[name]]] : [])),
  )
}

/** Kinds whose messages quote what they were given: parsers, validators, query builders, the database on bad data (class 22). */
function isQuoting(error: Error, code: string | undefined): boolean {
  return (
    error instanceof SyntaxError ||
    'issues' in error ||
    'params' in error ||
    (isFromDatabase(error) && (code === undefined || code.startsWith('22')))
  )
}

/** The stack without its head, which repeats the message, however many lines that has. */
function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .filter(line => /^\s+at .*(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/.test(line))
    .slice(0, mostFrames)
    .map(line => line.trim())
}
