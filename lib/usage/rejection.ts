import type { ApiErrorCode } from '@/lib/api-errors'

/** Requests of a span that were refused for one reason, over all endpoints. */
export interface RejectionCount {
  /** The error table's code, as it was when it was counted. */
  readonly reason: string
  readonly requests: number
}

/** Codes that do not say by themselves, read aloud, what was wrong. */
const words: Partial<Record<ApiErrorCode, string>> = {
  invalid_api_key: 'Key disabled or expired',
  insufficient_permissions: 'Key lacks the permission',
  billing_not_set_up: 'Billing not set up',
  account_spend_limit_exceeded: 'Account’s monthly limit reached',
  key_spend_limit_exceeded: 'Key’s monthly limit reached',
  spend_limit_reserved: 'Rest of the limit held by requests in flight',
  rate_limit_exceeded: 'Rate limit reached',
  invalid_json: 'Body is not JSON',
  invalid_request: 'Wrong value of a parameter',
  missing_required_parameter: 'Parameter missing',
  upstream_rejected: 'Refused by the model’s provider',
  wrong_model_kind: 'Model of another endpoint',
  jobs_only_model: 'Model runs only as a job',
  generation_not_found: 'No such request',
  job_not_found: 'No such job',
  model_not_found: 'Unknown model',
  unknown_url: 'Unknown address',
  ledger_unavailable: 'Usage could not be recorded',
}

/** Why requests were refused, for people: `rate_limit_exceeded` → `Rate limit reached`, `unknown_parameter` → `Unknown parameter`. */
export function reasonInWords(reason: string): string {
  const known = Object.entries(words).find(([code]) => code === reason)?.[1]
  if (known !== undefined) return known
  const read = reason.replaceAll('_', ' ')
  return read.charAt(0).toUpperCase() + read.slice(1)
}
