import { setTimeout as sleep } from 'node:timers/promises'
import { StripeError, invalidRequest, notPlayed } from '@/sandbox/stripe/api/errors'
import { expand } from '@/sandbox/stripe/api/expand'
import type { Faults } from '@/sandbox/stripe/api/faults'
import type { Answer, Idempotency } from '@/sandbox/stripe/api/idempotency'
import type { Operation } from '@/sandbox/stripe/api/operation'
import type { Match } from '@/sandbox/stripe/contract'
import type { Fault } from '@/sandbox/stripe/contract-schema'
import type { Engine } from '@/sandbox/stripe/engine'
import { operations } from '@/sandbox/stripe/operations'
import type { Store } from '@/sandbox/stripe/store'
import { apiVersion } from '@/sandbox/stripe/version'

export interface ApiRequest {
  method: string
  path: string
  /** The form of a POST, the query string of anything else. */
  form: string
  headers: Headers
  requestId: string
}
export interface ApiAnswer extends Answer {
  operation?: string
  /** The request whose answer this is again. */
  replayOf?: string
  /** Break the connection instead of answering, after so long. */
  dropAfterMs?: number
}

/** Stripe's REST API: from a request to an answer, through every rule that holds for all operations. */
export class Api {
  constructor(
    private readonly engine: Engine,
    private readonly idempotency: Idempotency,
    private readonly faults: Faults,
    private readonly secretKeys: readonly string[],
  ) {}

  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const matched = this.engine.parts.contract.match(request.method, request.path)
    const name = matched?.operation.operationId ?? ''
    try {
      this.authenticate(request.headers)
      if (!matched) throw unknownUrl(request)
      const played = operations.get(name)
      if (!played) throw notPlayed(`${request.method} ${request.path}`)
      return { ...(await this.dispatch(request, matched, played)), operation: name }
    } catch (error) {
      return { ...this.refusal(error, matched), operation: name }
    }
  }

  private async dispatch(request: ApiRequest, matched: Match, played: Operation): Promise<ApiAnswer> {
    const key = request.method === 'POST' ? request.headers.get('idempotency-key') : null
    if (!key) return this.struck(request, matched, played, null)
    const known = this.idempotency.recall(key, request.path, request.form, this.engine.nowSeconds())
    if (known) return { status: known.status, body: known.body, replayOf: known.requestId }
    this.idempotency.hold(key)
    try {
      return await this.struck(request, matched, played, key)
    } finally {
      this.idempotency.release(key)
    }
  }

  /** Runs the operation through whatever fault is in force. */
  private async struck(
    request: ApiRequest,
    matched: Match,
    played: Operation,
    key: string | null,
  ): Promise<ApiAnswer> {
    const { latencyMs, fault } = this.faults.strike(played.operationId)
    if (latencyMs > 0) await sleep(latencyMs)
    if (fault?.kind === 'drop') return { status: 0, body: null, dropAfterMs: 0 }
    if (fault?.kind === 'error') return this.forcedError(request, fault.status ?? 500, key)
    const answer = this.run(request, matched, played, key)
    if (fault?.kind === 'error_after_work')
      return { status: fault.status ?? 500, body: { error: serverTrouble } }
    if (fault?.kind === 'drop_after_work') return { ...answer, dropAfterMs: 0 }
    if (fault?.kind === 'timeout_after_work') return { ...answer, dropAfterMs: fault.latency_ms ?? 90_000 }
    return answer
  }

  private forcedError(request: ApiRequest, status: number, key: string | null): Answer {
    const answer = { status, body: { error: status === 429 ? tooMany : serverTrouble } }
    if (key && status === 500) {
      this.idempotency.remember(
        key,
        request.path,
        request.form,
        { ...answer, requestId: request.requestId },
        this.engine.nowSeconds(),
      )
    }
    return answer
  }

  /** One transaction: the work, the answer, and its memory under the idempotency key. */
  private run(request: ApiRequest, matched: Match, played: Operation, key: string | null): Answer {
    const { contract, store, violations } = this.engine.parts
    const { params, faults } = readForm(() => contract.readRequest(matched.operation, request.form))
    const refused = faults[0] ? fromFault(faults[0]) : unplayed(played, params)
    if (refused) throw refused
    const { expand: paths = [], ...own } = params as { expand?: string[] }
    const call = { params: own, id: matched.id, parent: matched.parent, path: request.path }
    const cause = { id: request.requestId, idempotency_key: key }
    const answer = this.engine.act((scope): Answer => {
      const result = perform(store, () => {
        const body = JSON.parse(JSON.stringify(played.run(scope, call))) as unknown
        expand(scope, contract, body, paths)
        return body
      })
      const given = result.error
        ? { status: result.error.status, body: { error: result.error.body } }
        : { status: 200, body: result.body }
      if (key)
        this.idempotency.remember(
          key,
          request.path,
          request.form,
          { ...given, requestId: request.requestId },
          scope.now,
        )
      return given
    }, cause)
    violations.report(played.operationId, contract.checkAnswer(matched.operation, answer.status, answer.body))
    return answer
  }

  private authenticate(headers: Headers): void {
    const key = givenKey(headers.get('authorization') ?? '')
    if (!key) {
      throw unauthorized(
        'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.',
      )
    }
    if (!this.secretKeys.includes(key)) {
      throw unauthorized(
        `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(Math.max(0, key.length - 12))}${key.slice(-4)}`,
      )
    }
    const version = headers.get('stripe-version')
    if (version && version !== apiVersion) {
      throw invalidRequest(`Invalid Stripe API version: ${version}. The sandbox speaks ${apiVersion}.`)
    }
  }

  private refusal(error: unknown, matched: Match | undefined): Answer {
    const known = error instanceof StripeError
    const answer = known
      ? { status: error.status, body: { error: error.body } }
      : { status: 500, body: { error: serverTrouble } }
    const { contract, violations } = this.engine.parts
    if (!known)
      violations.report('internal error', [
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      ])
    if (matched)
      violations.report(
        matched.operation.operationId,
        contract.checkAnswer(matched.operation, answer.status, answer.body),
      )
    return answer
  }
}

/** A form that cannot even be taken apart is the caller's mistake. */
function readForm<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw invalidRequest(`The request could not be read: ${error.message}`)
    throw error
  }
}

/** A card error is a result: what led to it has happened, and stays. Any other error undoes its work. */
function perform(store: Store, work: () => unknown): { body?: unknown; error?: StripeError } {
  try {
    return store.transaction(() => {
      try {
        return { body: work() }
      } catch (error) {
        if (error instanceof StripeError && error.keepsWork) return { error }
        throw error
      }
    })
  } catch (error) {
    if (error instanceof StripeError) return { error }
    throw error
  }
}

function givenKey(authorization: string): string {
  const [scheme = '', value = ''] = authorization.split(' ')
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() === 'basic')
    return Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? ''
  return ''
}

const unauthorized = (message: string) => new StripeError(401, { type: 'invalid_request_error', message })
const serverTrouble = {
  type: 'api_error',
  message: 'An unknown error occurred (made to happen, or a fault of the sandbox).',
}
const tooMany = { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' }

const unknownUrl = ({ method, path }: ApiRequest) =>
  new StripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}).`,
  })

function fromFault({ kind, param, message }: Fault): StripeError {
  const codes = {
    unknown: 'parameter_unknown',
    missing: 'parameter_missing',
    integer: 'parameter_invalid_integer',
    invalid: undefined,
  }
  const code = codes[kind]
  return invalidRequest(message, { param, ...(code ? { code } : {}) })
}

function unplayed(played: Operation, params: object): StripeError | undefined {
  const param = Object.keys(params).find(key => key !== 'expand' && !played.accepts.includes(key))
  return param === undefined ? undefined : notPlayed(`the parameter ${param} of ${played.operationId}`, param)
}
