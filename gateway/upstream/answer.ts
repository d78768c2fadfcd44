import type { UpstreamRequest, Upstreams } from '@/gateway/upstream/client'
import { fromError, fromErrorAfterStart, toFailure, type UpstreamFailure } from '@/gateway/upstream/failure'

/** More than any model's whole output with its log probabilities. */
const maxAnswerBytes = 64 * 1024 * 1024

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: UpstreamFailure }

/** Sends a request whose answer comes whole. Aborting `signal` ends it with the signal's reason. */
export function fetchAnswer(
  upstreams: Upstreams,
  request: UpstreamRequest,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  if (signal.aborted) return Promise.resolve({ ok: false, failure: fromError(toError(signal.reason)) })
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let status = 0
    let bytes = 0
    const finish = (outcome: Outcome<string>) => {
      signal.removeEventListener('abort', onAbort)
      resolve(outcome)
    }
    const call = upstreams.send(request, {
      onAnswer: answered => {
        status = answered
      },
      onData: chunk => {
        bytes += chunk.length
        if (bytes > maxAnswerBytes) call.abort(new Error('the answer is too large'))
        else chunks.push(chunk)
      },
      onEnd: () => {
        const body = Buffer.concat(chunks).toString('utf8')
        finish(status === 200 ? { ok: true, value: body } : { ok: false, failure: toFailure(status, body) })
      },
      onError: error =>
        finish({ ok: false, failure: status === 200 ? fromErrorAfterStart(error) : fromError(error) }),
    })
    const onAbort = () => call.abort(toError(signal.reason))
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

export function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
