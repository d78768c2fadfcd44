import { z } from 'zod'
import { jsonObject } from '@/gateway/chat/json-object'
import { message } from '@/gateway/chat/message'
import { functionName, tool, toolChoice } from '@/gateway/chat/tools'

const responseFormat = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('text') }),
    z.strictObject({ type: z.literal('json_object') }),
    z.strictObject({
      type: z.literal('json_schema'),
      json_schema: z.strictObject({
        name: functionName,
        description: z.string().optional(),
        schema: jsonObject.optional(),
        strict: z.boolean().nullish(),
      }),
    }),
  ],
  { error: 'must be text, json_object or json_schema' },
)

const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])
/** How an aggregator is asked for hidden tokens; they count as output, within the cap. */
const reasoning = z.strictObject({
  effort: effort.nullish(),
  max_tokens: z.int().min(1).nullish(),
  exclude: z.boolean().nullish(),
  enabled: z.boolean().nullish(),
})

/** Accepted and not sent on: each says what is so anyway. */
const understood = {
  /** Labels answers that are kept at the provider; none are. */
  metadata: z.record(z.string(), z.string()).nullish(),
  store: z.literal(false, { error: 'only false is supported: answers are not kept' }).nullish(),
  /** Anything else is another price. */
  service_tier: z.enum(['auto', 'default'], { error: 'only auto and default are supported' }).nullish(),
  modalities: z.array(z.literal('text', { error: 'only text is supported' })).nullish(),
  prompt_cache_retention: z
    .enum(['in_memory', 'in-memory'], { error: 'only in_memory is supported' })
    .nullish(),
  /** Every answer says its usage and cost. */
  usage: z.strictObject({ include: z.boolean() }).nullish(),
}

const unset = (why: string) => z.null({ error: why }).optional()
/** Fields of OpenAI's that are refused with a reason; null, which clients send for what is not set, is no request for them. */
const unsupported = {
  audio: unset('is not supported; answers are text'),
  function_call: unset('is not supported; use tool_choice'),
  functions: unset('is not supported; use tools'),
  moderation: unset('is not supported'),
  prediction: unset('is not supported'),
  prompt_cache_options: unset('is not supported'),
  web_search_options: unset('is not supported'),
}

const cap = z.int().min(1).nullish()

/**
 * The fields of a chat request that we serve: an allow-list, since a field we do not know could buy what we do not meter
 * (web search, file parsing, cache writes, priority). All else is refused by name.
 */
export const chatRequest = z
  .strictObject({
    model: z.string().min(1).max(200),
    messages: z.array(message).min(1).max(10_000),
    stream: z.boolean().nullish(),
    stream_options: z
      .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
      .nullish(),
    /** Not OpenAI's: whose system prompt is put in front of the messages. */
    character_id: z.string().min(1).max(100).nullish(),
    max_tokens: cap,
    max_completion_tokens: cap,
    n: z.int().min(1).max(128).nullish(),
    tools: z.array(tool).max(512).nullish(),
    tool_choice: toolChoice.nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    response_format: responseFormat.nullish(),
    stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
    seed: z.int().nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    presence_penalty: z.number().min(-2).max(2).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
    logit_bias: z.record(z.string().regex(/^\d+$/), z.number().min(-100).max(100)).nullish(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    reasoning_effort: effort.nullish(),
    verbosity: z.enum(['low', 'medium', 'high']).nullish(),
    top_k: z.int().min(0).nullish(),
    top_a: z.number().min(0).max(1).nullish(),
    min_p: z.number().min(0).max(1).nullish(),
    repetition_penalty: z.number().min(0).max(2).nullish(),
    reasoning: reasoning.nullish(),
    include_reasoning: z.boolean().nullish(),
    user: z.string().max(512).nullish(),
    safety_identifier: z.string().max(512).nullish(),
    prompt_cache_key: z.string().max(512).nullish(),
    ...understood,
    ...unsupported,
  })
  .refine(body => body.stream === true || body.stream_options == null, {
    path: ['stream_options'],
    error: 'is only allowed when stream is true',
  })
  .refine(
    body =>
      body.max_tokens == null ||
      body.max_completion_tokens == null ||
      body.max_tokens === body.max_completion_tokens,
    { path: ['max_tokens'], error: 'differs from max_completion_tokens; send one of them' },
  )

export type ChatRequest = z.infer<typeof chatRequest>

/** The cap on output tokens per choice that the client itself set, and under which name; null where it set none. */
export function requestedCap(request: ChatRequest): { param: string; tokens: number } | null {
  if (request.max_completion_tokens != null)
    return { param: 'max_completion_tokens', tokens: request.max_completion_tokens }
  return request.max_tokens == null ? null : { param: 'max_tokens', tokens: request.max_tokens }
}
