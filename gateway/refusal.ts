import type { z } from 'zod'
import { toApiError, type ApiErrorCode, type ApiErrorDetails } from '@/lib/api-errors'

/** Ends a request with an answer of the error table. Thrown in `gateway/` only; `app.ts` turns it into the response. */
export class Refusal<C extends ApiErrorCode = ApiErrorCode> extends Error {
  override name = 'Refusal'
  constructor(
    readonly code: C,
    private readonly details: ApiErrorDetails[C],
  ) {
    super(code)
  }

  toApiError() {
    return toApiError(this.code, this.details)
  }
}

/** The first thing wrong with a body, in the words of the error table and naming the parameter as OpenAI does: `messages[0].content`. */
export function toRefusal(error: z.ZodError): Refusal {
  const issue = deepest(error.issues)
  const at = issue ? toParam(issue.path) : ''
  if (issue?.code === 'unrecognized_keys')
    return new Refusal('unknown_parameter', { param: toParam([...issue.path, issue.keys[0] ?? '']) })
  if (issue && isMissing(issue)) return new Refusal('missing_required_parameter', { param: at })
  if (at === '' && issue?.code === 'invalid_type') return new Refusal('invalid_json', {})
  const problem =
    issue && at !== '' ? `Invalid value for '${at}': ${lowerFirst(issue.message)}.` : 'The body is not valid.'
  return new Refusal('invalid_request', { problem, param: at === '' ? null : at })
}

/** Of a union's failed branches, the one that came furthest says best what was meant. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const [issue] = issues
  if (issue?.code !== 'invalid_union') return issue
  const nested = issue.errors
    .map(branch => deepest(branch))
    .filter(candidate => candidate !== undefined)
    .toSorted((a, b) => depthOf(b) - depthOf(a))[0]
  return nested && (depthOf(nested) > 0 || isMissing(nested))
    ? { ...nested, path: [...issue.path, ...nested.path] }
    : issue
}

/** How far a branch came: what is of the right type but wrong otherwise came further than what is not. */
function depthOf({ path, code }: z.core.$ZodIssue): number {
  return path.length + (code === 'invalid_type' ? 0 : 0.5)
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
}

/** Names are the client's own, of whatever length. */
const mostParamChars = 200

function toParam(path: readonly PropertyKey[]): string {
  const param = path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name === '' ? String(part) : `${name}.${String(part)}`,
    '',
  )
  return param.slice(0, mostParamChars)
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
