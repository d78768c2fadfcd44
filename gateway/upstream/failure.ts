import { z } from 'zod'
import { Refusal } from '@/gateway/refusal'
import { never } from '@/lib/result'
import type { Endpoint } from '@/lib/usage/event'

/**
 * How a provider failed to answer. Only `rejected` is the client's doing. `broken`: it had begun to answer, and bills for
 * that; with another provider's answer the request would cost more than is held for it. Another may do better with the rest.
 */
export type UpstreamFailure =
  | {
      readonly kind: 'rejected'
      readonly problem: string
      readonly param: string | null
      readonly code: string | null
    }
  | { readonly kind: 'failed' | 'broken' | 'unavailable' | 'timeout'; readonly cause: string }

export class UpstreamTimeout extends Error {
  override name = 'UpstreamTimeout'
}

const errorBody = z.object({
  error: z.object({
    message: z.string().nullish(),
    param: z.string().nullish().catch(null),
    code: z.string().nullish().catch(null),
  }),
})

const contextExceeded = 'context_length_exceeded'
/** Aggregators say it in words only. */
const tooLong = /maximum context length|context (window|length) (is )?exceeded|exceeds the context window/i

const clientsFault = new Set([400, 413, 422])
const overloaded = new Set([408, 429, 503, 529])

/** What an answer other than 200 means. Our own credentials, quotas and addresses (401, 402, 403, 404, 429) are never the client's fault. */
export function toFailure(status: number, body: string): UpstreamFailure {
  if (!clientsFault.has(status))
    return { kind: overloaded.has(status) ? 'unavailable' : 'failed', cause: `status ${status}` }
  const parsed = errorBody.safeParse(parseJson(body))
  const error = parsed.success ? parsed.data.error : null
  if (error?.code === contextExceeded || tooLong.test(error?.message ?? ''))
    return { kind: 'rejected', problem: '', param: 'messages', code: contextExceeded }
  return {
    kind: 'rejected',
    problem: (error?.message ?? 'it gave no reason.').slice(0, 500),
    param: error?.param?.slice(0, 100) ?? null,
    code: error?.code && /^[a-z][a-z_]{2,49}$/.test(error.code) ? error.code : null,
  }
}

export function fromError(error: Error): UpstreamFailure {
  if (error instanceof UpstreamTimeout) return { kind: 'timeout', cause: error.message }
  const code = causeOf(error)
  return {
    kind: code.startsWith('UND_ERR_CONNECT') || code.startsWith('ECONN') ? 'unavailable' : 'failed',
    cause: code,
  }
}

function causeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}

/** What an error in the middle of an answer means: as `fromError`, but that the answer had begun. */
export function fromErrorAfterStart(error: Error): UpstreamFailure {
  const failure = fromError(error)
  return mayTryAnother(failure) ? { kind: 'broken', cause: causeOf(error) } : failure
}

/** What a 200 means whose body is not what was asked for; aggregators report errors of their own providers in one. */
export function fromUnreadable(body: unknown, cause: string): UpstreamFailure {
  return errorBody.safeParse(body).success ? { kind: 'failed', cause } : { kind: 'broken', cause }
}

export function mayTryAnother(failure: UpstreamFailure): boolean {
  return failure.kind === 'failed' || failure.kind === 'unavailable'
}

/** What an endpoint calls its input. */
export function inputParam(endpoint: Endpoint): 'messages' | 'prompt' {
  return endpoint === '/chat/completions' ? 'messages' : 'prompt'
}

/** In the words of the endpoint that was asked: providers know messages only. */
export function toUpstreamRefusal(failure: UpstreamFailure, endpoint: Endpoint): Refusal {
  const input = inputParam(endpoint)
  switch (failure.kind) {
    case 'rejected':
      return failure.code === contextExceeded
        ? new Refusal(contextExceeded, { param: input })
        : new Refusal('upstream_rejected', {
            ...failure,
            param: input === 'prompt' && failure.param?.startsWith('messages') ? input : failure.param,
          })
    case 'failed':
    case 'broken':
      return new Refusal('upstream_error', {})
    case 'unavailable':
      return new Refusal('upstream_unavailable', {})
    case 'timeout':
      return new Refusal('upstream_timeout', {})
    default:
      return never(failure)
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
