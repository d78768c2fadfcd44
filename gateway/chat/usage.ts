import { z } from 'zod'
import { toUsdString, type Nanos } from '@/lib/money'

/** Tokens of one request: as the upstream reported them, or (`estimated`) as we counted. */
export interface TokenUsage {
  readonly inputTokens: number
  readonly outputTokens: number
  /** Hidden part of the output tokens. */
  readonly reasoningTokens: number
  readonly estimated: boolean
  /** The upstream's own breakdown, for the client; never used for money. */
  readonly details: UsageDetails
}
type UsageDetails = Readonly<
  Partial<Record<'prompt_tokens_details' | 'completion_tokens_details', Record<string, unknown>>>
>

const tokens = z.int().min(0).max(1_000_000_000)
const details = z.record(z.string(), z.unknown())
const reported = z.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  total_tokens: tokens.nullish(),
  prompt_tokens_details: details.nullish().catch(null),
  completion_tokens_details: details.nullish().catch(null),
})

/**
 * The upstream's usage object, or null where it says nothing that can be believed: absent, null, of the wrong shape, no
 * input, or no output for an answer that has some.
 */
export function readUsage(raw: unknown, answerIsEmpty: boolean): TokenUsage | null {
  const parsed = reported.safeParse(raw)
  if (!parsed.success) return null
  const usage = parsed.data
  // Some providers leave hidden tokens out of completion_tokens but not out of the total.
  const outputTokens = Math.max(usage.completion_tokens, (usage.total_tokens ?? 0) - usage.prompt_tokens)
  if (usage.prompt_tokens === 0 || (outputTokens === 0 && !answerIsEmpty)) return null
  const reasoning = tokens.safeParse(usage.completion_tokens_details?.reasoning_tokens)
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens,
    reasoningTokens: Math.min(reasoning.success ? reasoning.data : 0, outputTokens),
    estimated: false,
    details: {
      ...(usage.prompt_tokens_details ? { prompt_tokens_details: usage.prompt_tokens_details } : {}),
      ...(usage.completion_tokens_details
        ? { completion_tokens_details: usage.completion_tokens_details }
        : {}),
    },
  }
}

/** The usage object that clients see: OpenAI's, and what the request cost as a decimal of dollars. */
export function toUsageBody(usage: TokenUsage, costNanos: Nanos): Record<string, unknown> {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    ...usage.details,
    cost: Number(toUsdString(costNanos)),
  }
}
