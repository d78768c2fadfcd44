import type { Bill } from '@/sandbox/models/bill'

/**
 * What an aggregator tells of one generation after it ended, however it ended: OpenRouter's `GET /generation?id=`, with the
 * fields that matter for a bill. Other providers have nothing like it. Undefined while it is under way, and for an unknown id.
 */
export const generationRecord = (bill: Bill, provider: string, id: string) => {
  const entry = provider === 'aggregator' ? bill.find(id) : undefined
  if (!entry?.done || entry.endpoint !== 'chat') return undefined
  return {
    data: {
      id: entry.id,
      created_at: entry.at,
      model: entry.model,
      streamed: entry.stream,
      cancelled: entry.aborted,
      tokens_prompt: entry.prompt_tokens,
      tokens_completion: entry.completion_tokens - entry.reasoning_tokens,
      native_tokens_prompt: entry.prompt_tokens,
      native_tokens_completion: entry.completion_tokens,
      native_tokens_reasoning: entry.reasoning_tokens,
    },
  }
}
