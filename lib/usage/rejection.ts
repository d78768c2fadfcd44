import type { ApiErrorCode } from '@/lib/api-errors'

/** Requests of a span that were refused for one reason, over all endpoints. */
export interface RejectionCount {
  /** The error table's code, as it was when it was counted. */
  readonly reason: string
  readonly requests: number
}

/** Every code of the error table, so that none is counted that nobody can read. */
const words: Readonly<Record<ApiErrorCode, string>> = {
  invalid_api_key: 'Key disabled or expired',
  missing_scope: 'An admin key is needed',
  insufficient_permissions: 'Key lacks the permission',
  billing_not_set_up: 'Billing not set up',
  account_suspended: 'Account suspended',
  account_on_hold: 'Account on hold',
  account_spend_limit_exceeded: 'Account’s monthly limit reached',
  key_spend_limit_exceeded: 'Key’s monthly limit reached',
  spend_limit_reserved: 'Rest of the limit held by requests in flight',
  rate_limit_exceeded: 'Rate limit reached',
  character_reads_exceeded: 'Too many reads of characters without billing',
  too_many_unknown_keys: 'Too many unknown keys from one address',
  invalid_json: 'Body is not JSON',
  invalid_request: 'Wrong value of a parameter',
  unknown_parameter: 'Unknown parameter',
  missing_required_parameter: 'Parameter missing',
  context_length_exceeded: 'Longer than the model’s context window',
  upstream_rejected: 'Refused by the model’s provider',
  model_not_found: 'Unknown model',
  wrong_model_kind: 'Model of another endpoint',
  jobs_only_model: 'Model runs only as a job',
  generation_not_found: 'No such request',
  job_not_found: 'No such job',
  character_not_found: 'No such character',
  unknown_url: 'Unknown address',
  method_not_allowed: 'Method not allowed at the address',
  request_too_large: 'Body too large',
  request_timeout: 'Body did not arrive in time',
  headers_too_large: 'Headers too large',
  malformed_http: 'Not valid HTTP',
  unsupported_media_type: 'Body not sent as JSON',
  unsupported_content_encoding: 'Body sent compressed',
  upstream_error: 'The model’s provider failed',
  answer_broken_off: 'The answer broke off at the provider',
  upstream_timeout: 'The provider did not answer in time',
  upstream_unavailable: 'The provider could not be reached',
  ledger_unavailable: 'Usage could not be recorded',
  outcome_unknown: 'Unknown whether it was charged',
  job_outcome_unknown: 'Unknown whether the job was taken on',
  overloaded: 'Platform overloaded',
  shutting_down: 'Platform restarting',
  internal_error: 'Fault of the platform',
}

/** Why requests were refused, for people. A code that the table has no more is read aloud: `quota_gone` → `Quota gone`. */
export function reasonInWords(reason: string): string {
  const known = Object.entries(words).find(([code]) => code === reason)?.[1]
  if (known !== undefined) return known
  const read = reason.replaceAll('_', ' ')
  return read.charAt(0).toUpperCase() + read.slice(1)
}
