import { formatDate } from '@/lib/format'
import { formatUsdExact, type Nanos } from '@/lib/money'
import { never } from '@/lib/result'

/** What the Customer API may answer instead of a result: every code with what its message has to say. */
export interface ApiErrorDetails {
  invalid_api_key: { reason: 'missing' | 'unknown' | 'disabled' | 'expired' | 'admin' }
  missing_scope: { scope: string; adminKeysUrl: string }
  insufficient_permissions: { permission: string }
  billing_not_set_up: { billingUrl: string }
  account_suspended: { billingUrl: string }
  account_on_hold: object
  account_spend_limit_exceeded: SpendLimitDetails
  key_spend_limit_exceeded: SpendLimitDetails
  spend_limit_reserved: { requestNanos: Nanos }
  rate_limit_exceeded: { kind: RateKind; limit: number; retryAfterSeconds: number }
  character_reads_exceeded: { limit: number; retryAfterSeconds: number }
  too_many_unknown_keys: { retryAfterSeconds: number }
  invalid_json: object
  invalid_request: { problem: string; param: string | null }
  unknown_parameter: { param: string }
  missing_required_parameter: { param: string }
  context_length_exceeded: { param: 'messages' | 'prompt' }
  upstream_rejected: { problem: string; param: string | null; code: string | null }
  model_not_found: { model: string }
  wrong_model_kind: { model: string; endpoint: string }
  jobs_only_model: { model: string }
  generation_not_found: { id: string }
  job_not_found: { id: string }
  character_not_found: { id: string; param: string }
  unknown_url: { method: string; path: string }
  method_not_allowed: { method: string; path: string; allow: readonly string[] }
  request_too_large: { maxBytes: number }
  request_timeout: object
  headers_too_large: object
  malformed_http: object
  unsupported_media_type: object
  unsupported_content_encoding: { encoding: string }
  upstream_error: object
  answer_broken_off: object
  upstream_timeout: object
  upstream_unavailable: object
  ledger_unavailable: object
  outcome_unknown: { requestId: string }
  job_outcome_unknown: { id: string }
  overloaded: object
  shutting_down: object
  internal_error: object
}
export type ApiErrorCode = keyof ApiErrorDetails
export type RateKind = 'requests' | 'tokens'

export interface SpendLimitDetails {
  limitNanos: Nanos
  spentNanos: Nanos
  remainingNanos: Nanos
  /** The most that the refused request could have cost. */
  requestNanos: Nanos
  resetsAt: Date
  /** Who set the limit that holds: the account's own people, or the platform's operator. */
  setBy: 'customer' | 'operator'
  limitsUrl: string
}

export interface ApiError {
  readonly status: number
  readonly body: {
    readonly error: {
      readonly message: string
      readonly type: string
      readonly param: string | null
      readonly code: string
    }
  }
  readonly headers: Readonly<Record<string, string>>
}

interface Entry<D> {
  readonly status: number
  readonly type: string | ((details: D) => string)
  readonly message: (details: D) => string
  readonly param?: (details: D) => string | null
  /** Where the code shown differs from the table's key: an upstream's own, or several entries that share one. */
  readonly code?: (details: D) => string
  readonly headers?: (details: D) => Record<string, string>
}

const invalid = 'invalid_request_error'
const quota = 'insufficient_quota'
const unavailable = 'service_unavailable'
const retrySoon = () => ({ 'retry-after': '1' })
/** The `openai` clients retry every 429; a limit that holds until the month ends is not worth asking again. */
const doNotRetry = () => ({ 'x-should-retry': 'false' })

const table: { readonly [C in ApiErrorCode]: Entry<ApiErrorDetails[C]> } = {
  invalid_api_key: { status: 401, type: invalid, message: invalidKeyMessage },
  insufficient_permissions: {
    status: 403,
    type: 'permission_error',
    message: ({ permission }) => `This API key lacks the permission ${permission}.`,
  },
  // OpenAI's own words: tools look for them to say that an admin key is needed.
  missing_scope: {
    status: 403,
    type: invalid,
    message: ({ scope, adminKeysUrl }) =>
      `You have insufficient permissions for this operation. Missing scopes: ${scope}. An API key has none: use an admin key (sk-admin-…), made at ${adminKeysUrl}.`,
  },
  billing_not_set_up: {
    status: 402,
    type: 'billing_error',
    message: ({ billingUrl }) =>
      `This account has no billing yet, and generating needs it. Set it up at ${billingUrl}; the same key then works at once.`,
  },
  account_suspended: {
    status: 402,
    type: 'billing_error',
    message: ({ billingUrl }) =>
      `This account is suspended because an invoice stayed unpaid. Pay it at ${billingUrl} to go on.`,
  },
  account_on_hold: {
    status: 402,
    type: 'billing_error',
    message: () => 'This account is held by the operator of the platform. Contact support to go on.',
  },
  account_spend_limit_exceeded: {
    status: 429,
    type: quota,
    message: details => spendLimitMessage("This account's monthly", details),
    headers: doNotRetry,
  },
  key_spend_limit_exceeded: {
    status: 429,
    type: quota,
    message: details => spendLimitMessage("This API key's monthly", details),
    headers: doNotRetry,
  },
  spend_limit_reserved: {
    status: 429,
    type: quota,
    message: ({ requestNanos }) =>
      `What remains of the spending limit is held by requests in flight; this one may cost up to ${formatUsdExact(requestNanos)}. Try again in a moment.`,
    headers: retrySoon,
  },
  rate_limit_exceeded: {
    status: 429,
    type: ({ kind }) => kind,
    message: ({ kind, limit, retryAfterSeconds }) =>
      `Rate limit reached: ${limit.toLocaleString('en-US')} ${kind} per minute. Try again in ${retryAfterSeconds} s.`,
    headers: ({ retryAfterSeconds }) => ({ 'retry-after': String(retryAfterSeconds) }),
  },
  character_reads_exceeded: {
    status: 429,
    type: 'requests',
    message: ({ limit }) =>
      `Without billing, an account reads characters ${limit.toLocaleString('en-US')} times a day. The next day begins at 00:00 UTC.`,
    headers: ({ retryAfterSeconds }) => ({ ...doNotRetry(), 'retry-after': String(retryAfterSeconds) }),
  },
  too_many_unknown_keys: {
    status: 429,
    type: 'requests',
    code: () => 'rate_limit_exceeded',
    message: ({ retryAfterSeconds }) =>
      `Too many requests with unknown API keys came from this address. Try again in ${retryAfterSeconds} s.`,
    headers: ({ retryAfterSeconds }) => ({ 'retry-after': String(retryAfterSeconds) }),
  },
  invalid_json: { status: 400, type: invalid, message: () => 'The body is not a JSON object.' },
  invalid_request: {
    status: 400,
    type: invalid,
    code: () => 'invalid_value',
    message: ({ problem }) => problem,
    param: ({ param }) => param,
  },
  unknown_parameter: {
    status: 400,
    type: invalid,
    message: ({ param }) => `Unknown or unsupported parameter: '${param}'.`,
    param: ({ param }) => param,
  },
  missing_required_parameter: {
    status: 400,
    type: invalid,
    message: ({ param }) => `Missing required parameter: '${param}'.`,
    param: ({ param }) => param,
  },
  context_length_exceeded: {
    status: 400,
    type: invalid,
    message: () =>
      "The input and the answer's most tokens do not fit the model's context window; GET /models says how long it is. Shorten the input, or lower max_tokens.",
    param: ({ param }) => param,
  },
  upstream_rejected: {
    status: 400,
    type: invalid,
    code: ({ code }) => code ?? 'upstream_rejected',
    message: ({ problem }) => `The model's provider refused the request: ${problem}`,
    param: ({ param }) => param,
  },
  model_not_found: {
    status: 404,
    type: invalid,
    message: ({ model }) => `The model '${model}' does not exist. GET /models lists those that do.`,
    param: () => 'model',
  },
  wrong_model_kind: {
    status: 400,
    type: invalid,
    message: ({ model, endpoint }) => `The model '${model}' is not served here; use ${endpoint}.`,
    param: () => 'model',
  },
  jobs_only_model: {
    status: 400,
    type: invalid,
    message: ({ model }) => `The model '${model}' runs only as a job; use POST /jobs/images.`,
    param: () => 'model',
  },
  generation_not_found: {
    status: 404,
    type: invalid,
    message: ({ id }) => `No request '${id}' of this account is on record.`,
    param: () => 'id',
  },
  character_not_found: {
    status: 404,
    type: invalid,
    message: ({ id }) => `The character '${id}' does not exist. GET /characters lists those that do.`,
    param: ({ param }) => param,
  },
  job_not_found: {
    status: 404,
    type: invalid,
    message: ({ id }) => `This account has no job '${id}'.`,
    param: () => 'id',
  },
  unknown_url: {
    status: 404,
    type: invalid,
    message: ({ method, path }) => `Unknown request URL: ${method} ${path}.`,
  },
  method_not_allowed: {
    status: 405,
    type: invalid,
    message: ({ method, path, allow }) => `${method} is not allowed for ${path}; use ${allow.join(' or ')}.`,
    headers: ({ allow }) => ({ allow: allow.join(', ') }),
  },
  request_too_large: {
    status: 413,
    type: invalid,
    message: ({ maxBytes }) => `The body is larger than ${maxBytes.toLocaleString('en-US')} bytes.`,
  },
  request_timeout: {
    status: 408,
    type: invalid,
    message: () => 'The request did not arrive in time.',
  },
  headers_too_large: {
    status: 431,
    type: invalid,
    message: () => 'The headers of the request are too large.',
  },
  malformed_http: { status: 400, type: invalid, message: () => 'The request is not valid HTTP.' },
  unsupported_media_type: {
    status: 415,
    type: invalid,
    message: () => 'Send the body as JSON, with Content-Type: application/json.',
  },
  unsupported_content_encoding: {
    status: 415,
    type: invalid,
    message: ({ encoding }) => `Content-Encoding '${encoding}' is not accepted; send the body as it is.`,
  },
  upstream_error: {
    status: 502,
    type: 'upstream_error',
    message: () => "The model's provider failed. Nothing was charged; try again.",
  },
  answer_broken_off: {
    status: 502,
    type: 'upstream_error',
    message: () =>
      "The model's provider stopped in the middle of the answer. What it generated so far is charged.",
    headers: doNotRetry,
  },
  upstream_unavailable: {
    status: 502,
    type: 'upstream_error',
    message: () => "The model's provider cannot be reached or is overloaded. Nothing was charged; try again.",
  },
  upstream_timeout: {
    status: 504,
    type: 'upstream_error',
    message: () => "The model's provider did not answer in time. Nothing was charged; try again.",
  },
  ledger_unavailable: {
    status: 503,
    type: unavailable,
    message: () =>
      'The service cannot record usage at the moment, so it does not serve. Nothing was charged; try again.',
    headers: retrySoon,
  },
  outcome_unknown: {
    status: 503,
    type: unavailable,
    message: ({ requestId }) =>
      `The answer was made, but it is not known yet whether it was recorded and charged. See GET /generation?id=${requestId}.`,
    // A retry of its own accord could be charged a second time.
    headers: doNotRetry,
  },
  job_outcome_unknown: {
    status: 503,
    type: unavailable,
    code: () => 'outcome_unknown',
    message: ({ id }) =>
      `It is not known yet whether the job was taken on. If it was, GET /jobs/${id} shows it, and it will be charged when its image is made.`,
    headers: doNotRetry,
  },
  overloaded: {
    status: 503,
    type: unavailable,
    message: () => 'Too many requests are being read at the moment. Nothing was charged; try again.',
    headers: retrySoon,
  },
  shutting_down: {
    status: 503,
    type: unavailable,
    message: () => 'This server is about to stop. Nothing was charged; try again.',
    headers: () => ({ 'retry-after': '1', connection: 'close' }),
  },
  internal_error: {
    status: 500,
    type: 'server_error',
    message: () => 'Something went wrong on our side. The x-request-id header names this request.',
  },
}

export const apiErrorCodes = Object.keys(table) as ApiErrorCode[]

/** The HTTP status, OpenAI error body and headers of a code. Pure: the same input makes the same answer. */
export function toApiError<C extends ApiErrorCode>(code: C, details: ApiErrorDetails[C]): ApiError {
  const entry = table[code]
  return {
    status: entry.status,
    headers: entry.headers?.(details) ?? {},
    body: {
      error: {
        message: entry.message(details),
        type: typeof entry.type === 'string' ? entry.type : entry.type(details),
        param: entry.param?.(details) ?? null,
        code: entry.code?.(details) ?? code,
      },
    },
  }
}

function invalidKeyMessage({ reason }: ApiErrorDetails['invalid_api_key']): string {
  switch (reason) {
    case 'missing':
      return 'No API key was given. Send it as Authorization: Bearer sk-….'
    case 'unknown':
      return 'This API key is not known: it was mistyped, deleted or regenerated.'
    case 'disabled':
      return 'This API key is disabled.'
    case 'admin':
      return 'This is an admin key: it reads usage and costs below /organization and opens nothing else. Use an API key here.'
    case 'expired':
      return 'This API key has expired.'
    default:
      return never(reason)
  }
}

function spendLimitMessage(whose: string, details: SpendLimitDetails): string {
  const { limitNanos, spentNanos, remainingNanos, requestNanos, resetsAt } = details
  const what = details.setBy === 'customer' ? 'spending limit' : "ceiling, set by the platform's operator,"
  const raise =
    details.setBy === 'customer'
      ? `Raise it at ${details.limitsUrl}.`
      : 'Only the operator can raise it: contact support.'
  return (
    `${whose} ${what} of ${formatUsdExact(limitNanos)} leaves no room for this request: ` +
    `${formatUsdExact(spentNanos)} is spent, ${formatUsdExact(remainingNanos)} remains, and it may cost up to ` +
    `${formatUsdExact(requestNanos)}. The limit resets on ${formatDate(resetsAt)}, 00:00 UTC. ${raise}`
  )
}
