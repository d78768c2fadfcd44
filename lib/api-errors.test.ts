import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { apiErrorCodes, toApiError, type ApiErrorCode, type SpendLimitDetails } from './api-errors'

const limit: SpendLimitDetails = {
  limitNanos: 50_000_000_000n,
  spentNanos: 49_990_000_000n,
  remainingNanos: 10_000_000n,
  requestNanos: 20_000_000n,
  resetsAt: new Date('2026-12-01T00:00:00Z'),
  setBy: 'customer',
  limitsUrl: 'https://example.com/billing/limits',
}

describe('the error table', () => {
  it.each<[ApiErrorCode, number, string]>([
    ['invalid_api_key', 401, 'invalid_request_error'],
    ['insufficient_permissions', 403, 'permission_error'],
    ['missing_scope', 403, 'invalid_request_error'],
    ['billing_not_set_up', 402, 'billing_error'],
    ['account_suspended', 402, 'billing_error'],
    ['account_on_hold', 402, 'billing_error'],
    ['account_spend_limit_exceeded', 429, 'insufficient_quota'],
    ['key_spend_limit_exceeded', 429, 'insufficient_quota'],
    ['spend_limit_reserved', 429, 'insufficient_quota'],
    ['model_not_found', 404, 'invalid_request_error'],
    ['character_not_found', 404, 'invalid_request_error'],
    ['character_reads_exceeded', 429, 'requests'],
    ['context_length_exceeded', 400, 'invalid_request_error'],
    ['jobs_only_model', 400, 'invalid_request_error'],
    ['request_too_large', 413, 'invalid_request_error'],
    ['upstream_error', 502, 'upstream_error'],
    ['upstream_timeout', 504, 'upstream_error'],
    ['ledger_unavailable', 503, 'service_unavailable'],
    ['outcome_unknown', 503, 'service_unavailable'],
  ])('%s is %i %s', (code, status, type) => {
    const error = anyError(code)
    expect(error.status).toBe(status)
    expect(error.body.error).toMatchObject({ type, code })
  })

  it('every code has a whole body', () => {
    for (const code of apiErrorCodes) {
      const { body, status } = anyError(code)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(Object.keys(body.error).sort()).toEqual(['code', 'message', 'param', 'type'])
      expect(body.error.message).not.toMatch(/undefined|NaN|null|\[object/)
    }
  })

  it('every code comes out of the openai client as the class of its status, with all that it says', () => {
    const classes: Record<number, unknown> = {
      400: OpenAI.BadRequestError,
      401: OpenAI.AuthenticationError,
      403: OpenAI.PermissionDeniedError,
      404: OpenAI.NotFoundError,
      429: OpenAI.RateLimitError,
    }
    for (const code of apiErrorCodes) {
      const { status, body, headers } = anyError(code)
      const error = OpenAI.APIError.generate(status, body, undefined, new Headers(headers))
      const expected = status >= 500 ? OpenAI.InternalServerError : (classes[status] ?? OpenAI.APIError)
      expect(error.constructor).toBe(expected)
      expect(error).toMatchObject({ status, code: body.error.code, type: body.error.type })
      expect(error.message).toContain(body.error.message)
    }
  })

  it('a spending limit says how it stands, when it resets and where to raise it, and is not worth a retry', () => {
    const error = toApiError('account_spend_limit_exceeded', limit)
    for (const part of [
      '$50.00',
      '$49.99',
      '$0.01',
      '$0.02',
      '1 Dec 2026',
      'https://example.com/billing/limits',
    ])
      expect(error.body.error.message).toContain(part)
    expect(error.headers).toEqual({ 'x-should-retry': 'false' })
  })

  it("an operator's ceiling does not send the customer to a page where they cannot raise it", () => {
    const { message } = toApiError('account_spend_limit_exceeded', { ...limit, setBy: 'operator' }).body.error
    expect(message).toContain('operator')
    expect(message).not.toContain('https://')
  })

  it('what is worth a retry says when', () => {
    expect(toApiError('spend_limit_reserved', { requestNanos: 1n }).headers).toEqual({ 'retry-after': '1' })
    expect(toApiError('ledger_unavailable', {}).headers).toEqual({ 'retry-after': '1' })
  })

  it('an unknown outcome never claims that nothing was charged', () => {
    const { message } = toApiError('outcome_unknown', { requestId: 'req_1' }).body.error
    expect(message).toContain('GET /generation?id=req_1')
    expect(message).not.toMatch(/nothing was charged/i)
  })
})

/** An error of any code, from details that answer whatever a message asks for. */
function anyError(code: ApiErrorCode) {
  const details = {
    ...limit,
    reason: 'unknown' as const,
    permission: 'text_generation',
    scope: 'api.usage.read',
    adminKeysUrl: 'https://example.com/keys/admin',
    billingUrl: 'https://example.com/billing',
    kind: 'requests' as const,
    limit: 600,
    retryAfterSeconds: 3,
    problem: 'it is wrong.',
    param: 'x',
    code: 'some_code',
    model: 'm',
    endpoint: 'POST /x',
    id: 'req_1',
    requestId: 'req_1',
    method: 'GET',
    path: '/x',
    allow: ['POST'],
    maxBytes: 10,
    encoding: 'gzip',
  }
  return toApiError(code, details)
}
