import { z } from 'zod'

/**
 * The fields of a chat request that we serve: an allow-list, since a field we do not know could buy what we do not meter
 * (web search, file parsing, cache writes, priority). All else is refused by name.
 */
const text = z.strictObject({ type: z.literal('text'), text: z.string() })
const image = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({
    url: z.string().regex(/^(https:\/\/|data:image\/)/, 'must be an https:// URL or a data:image/ URL'),
    detail: z.enum(['auto', 'low', 'high']).optional(),
  }),
})
const refusal = z.strictObject({ type: z.literal('refusal'), refusal: z.string() })

const texts = z.union([z.string(), z.array(text).min(1)])
const name = z.string().max(256).optional()
const toolCall = z.strictObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
  /** Streams number their calls; clients echo the number. */
  index: z.number().optional(),
})

/** What clients echo of an answer's message: kept where models need it again, accepted and dropped where it means nothing. */
const assistant = z
  .strictObject({
    role: z.literal('assistant'),
    content: z
      .union([z.string(), z.array(z.discriminatedUnion('type', [text, refusal])), z.null()])
      .optional(),
    name,
    refusal: z.string().nullish(),
    tool_calls: z.array(toolCall).nullish(),
    reasoning: z.string().nullish(),
    reasoning_content: z.string().nullish(),
    reasoning_details: z.array(z.record(z.string(), z.unknown())).nullish(),
    annotations: z.array(z.unknown()).nullish(),
    audio: z.null().optional(),
    function_call: z.null().optional(),
  })
  .transform(({ annotations: _annotations, audio: _audio, function_call: _call, tool_calls, ...message }) =>
    tool_calls && tool_calls.length > 0 ? { ...message, tool_calls } : message,
  )

const messageRoles = { error: 'must be system, developer, user, assistant or tool' }
const message = z.discriminatedUnion(
  'role',
  [
    z.strictObject({ role: z.literal('system'), content: texts, name }),
    z.strictObject({ role: z.literal('developer'), content: texts, name }),
    z.strictObject({
      role: z.literal('user'),
      content: z.union([
        z.string(),
        z.array(z.discriminatedUnion('type', [text, image], { error: 'must be text or image_url' })).min(1),
      ]),
      name,
    }),
    assistant,
    z.strictObject({ role: z.literal('tool'), content: texts, tool_call_id: z.string() }),
  ],
  messageRoles,
)

const functionName = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')
const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: functionName,
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
})

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
        schema: z.record(z.string(), z.unknown()).optional(),
        strict: z.boolean().nullish(),
      }),
    }),
  ],
  { error: 'must be text, json_object or json_schema' },
)

const cap = z.int().min(1).nullish()

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
    tool_choice: z
      .union([
        z.enum(['none', 'auto', 'required']),
        z.strictObject({
          type: z.literal('function'),
          function: z.strictObject({ name: z.string() }),
        }),
      ])
      .nullish(),
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
    reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
    verbosity: z.enum(['low', 'medium', 'high']).nullish(),
    user: z.string().max(512).nullish(),
    safety_identifier: z.string().max(512).nullish(),
    prompt_cache_key: z.string().max(512).nullish(),
    /** Clients send the default by name; keeping answers at the provider is not offered. */
    store: z.literal(false, { error: 'only false is supported' }).nullish(),
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
export type ChatMessage = ChatRequest['messages'][number]

/** The cap on output tokens per choice that the client itself set, and under which name; null where it set none. */
export function requestedCap(request: ChatRequest): { param: string; tokens: number } | null {
  if (request.max_completion_tokens != null)
    return { param: 'max_completion_tokens', tokens: request.max_completion_tokens }
  return request.max_tokens == null ? null : { param: 'max_tokens', tokens: request.max_tokens }
}
