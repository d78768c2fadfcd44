import { request, type Dispatcher } from 'undici'
import { readBody, StreamReading, type Reading } from '@/bench/harness/load/answer'
import type { Ask } from '@/bench/harness/load/mix'

/**
 * What a client saw of one request. `complete`: the answer may be taken for whole; `refused`: it is an error; `broken`: it
 * stopped, or said that it failed; `hung_up`: the client went away before; `unreachable`: no answer at all.
 */
export interface Attempt extends Omit<Reading, 'whole'> {
  readonly account: string
  readonly kind: string
  readonly streamed: boolean
  readonly target: string
  readonly outcome: 'complete' | 'refused' | 'broken' | 'hung_up' | 'unreachable'
  readonly status: number
  /** The gateway's own id of the request, from its header. */
  readonly requestId: string | null
}

export interface Caller {
  readonly account: string
  readonly secret: string
}

const patienceMs = 60_000
const nothing: Reading = { whole: false, answerId: null, errorCode: null, saysNotCharged: false }

/** Asks a gateway once, and tells what came of it. Never throws. */
export async function attempt(
  dispatcher: Dispatcher,
  target: string,
  caller: Caller,
  ask: Ask,
): Promise<Attempt> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), ask.hangUpAfterMs ?? patienceMs)
  let [status, requestId, reading] = [0, null as string | null, nothing]
  try {
    const answer = await request(`${target}/api/openai/v1${ask.path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${caller.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(ask.body),
      signal: controller.signal,
      dispatcher,
    })
    const id = answer.headers['x-request-id']
    ;[status, requestId] = [answer.statusCode, typeof id === 'string' ? id : null]
    if (status === 200 && ask.streamed) {
      const stream = new StreamReading()
      const decoder = new TextDecoder()
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        stream.push(decoder.decode(chunk, { stream: true }))
        reading = stream.reading
      }
    } else reading = readBody(status, await answer.body.text())
  } catch {
    // What was read until the connection broke, or the client hung up, is all there is.
  } finally {
    clearTimeout(timer)
  }
  const hungUp = ask.hangUpAfterMs !== null && controller.signal.aborted
  const { whole, ...seen } = reading
  return {
    account: caller.account,
    kind: ask.kind,
    streamed: ask.streamed,
    target,
    outcome: outcomeOf(status, whole, reading.errorCode, hungUp),
    status,
    requestId,
    ...seen,
  }
}

function outcomeOf(
  status: number,
  whole: boolean,
  errorCode: string | null,
  hungUp: boolean,
): Attempt['outcome'] {
  if (whole) return 'complete'
  if (status >= 400 && errorCode !== null) return 'refused'
  if (hungUp) return 'hung_up'
  return status === 0 ? 'unreachable' : 'broken'
}
