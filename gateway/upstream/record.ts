import { z } from 'zod'
import { fetchAnswer } from '@/gateway/upstream/answer'
import type { Upstreams } from '@/gateway/upstream/client'
import { parseJson } from '@/gateway/upstream/failure'
import { keepsRecords } from '@/gateway/upstream/providers'
import type { Provider } from '@/lib/env-variables'

const tokens = z.int().min(0)
const record = z.object({
  data: z.object({
    /** As billed; `tokens_*` beside them are normalized, and null until the provider has counted. */
    native_tokens_prompt: tokens,
    native_tokens_completion: tokens,
    native_tokens_reasoning: tokens.nullish(),
  }),
})

/** A usage object of OpenAI's shape, made of a provider's record. */
export interface RecordedUsage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly completion_tokens_details: { readonly reasoning_tokens: number }
}

interface Asked {
  readonly provider: Provider
  /** The provider's own id of its answer. */
  readonly upstreamId: string
  readonly requestId: string
  /** How long it may take until the record is there, in milliseconds. */
  readonly withinMs: number
  readonly signal: AbortSignal
}

const firstPauseMs = 50
const longestPauseMs = 1_600

/**
 * What a provider has on record of an answer, however that ended: the only true figure once a stream was broken off, since
 * what was under way is billed too. Null where the provider keeps no records or does not tell in time.
 */
export async function findRecordedUsage(upstreams: Upstreams, asked: Asked): Promise<RecordedUsage | null> {
  const { provider, upstreamId, requestId, withinMs, signal } = asked
  if (!keepsRecords(provider)) return null
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
  const path = `/generation?${new URLSearchParams({ id: upstreamId })}`
  for (let pauseMs = firstPauseMs; !deadline.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const request = { provider, path, body: null, streamed: false, requestId }
    const answer = await fetchAnswer(upstreams, request, deadline)
    if (answer.ok) {
      const parsed = record.safeParse(parseJson(answer.value))
      if (parsed.success) return toUsage(parsed.data)
    } else if (answer.failure.kind === 'rejected') return null
    await pause(pauseMs, deadline)
  }
  return null
}

function toUsage({ data }: z.infer<typeof record>): RecordedUsage {
  return {
    prompt_tokens: data.native_tokens_prompt,
    completion_tokens: data.native_tokens_completion,
    completion_tokens_details: { reasoning_tokens: data.native_tokens_reasoning ?? 0 },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal.addEventListener('abort', wake, { once: true })
  })
}
