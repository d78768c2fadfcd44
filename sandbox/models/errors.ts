/** An answer other than success, in OpenAI's shape. */
export interface ApiError {
  status: number
  body: { error: { message: string; type: string; param: string | null; code: string | null } }
}

export const apiError = (
  status: number,
  message: string,
  {
    type = 'invalid_request_error',
    param = null,
    code = null,
  }: { type?: string; param?: string | null; code?: string | null } = {},
): ApiError => ({ status, body: { error: { message, type, param, code } } })

const byStatus: Record<number, [type: string, code: string | null, message: string]> = {
  400: ['invalid_request_error', null, 'The request was refused.'],
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'],
  402: ['insufficient_credits', 'insufficient_credits', 'The account has no credits left.'],
  403: ['permission_error', null, 'Not allowed.'],
  404: ['invalid_request_error', 'model_not_found', 'The model does not exist.'],
  429: ['requests', 'rate_limit_exceeded', 'Rate limit reached. Try again in a second.'],
  500: ['server_error', null, 'The server had an error while processing the request.'],
  503: ['server_error', 'overloaded', 'The engine is overloaded. Try again later.'],
}

/** What a provider says when it answers with this status for no reason of the request's. */
export const outage = (status: number): ApiError => {
  const [type, code, message] = byStatus[status] ?? ['server_error', null, `Upstream answered ${status}.`]
  return apiError(status, message, { type, code })
}
