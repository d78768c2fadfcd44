import { z } from 'zod'
import { apiError, type ApiError } from '@/sandbox/models/errors'

const textPart = z.looseObject({ type: z.enum(['text', 'refusal']), text: z.string().default('') })
const imagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.looseObject({ url: z.string(), detail: z.enum(['auto', 'low', 'high']).default('auto') }),
})
const otherPart = z.looseObject({ type: z.enum(['input_audio', 'file']) })
const content = z.union([z.string(), z.array(z.union([textPart, imagePart, otherPart]))])

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: content.nullish(),
  name: z.string().optional(),
  tool_calls: z.array(z.unknown()).optional(),
})

const schema = z.record(z.string(), z.unknown())
export type JsonSchema = z.infer<typeof schema>

const tool = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('function'),
    function: z.looseObject({
      name: z.string().min(1),
      description: z.string().optional(),
      parameters: schema.optional(),
    }),
  }),
  z.looseObject({
    type: z.literal('custom'),
    custom: z.looseObject({ name: z.string().min(1), description: z.string().optional() }),
  }),
])
export type Tool = z.infer<typeof tool>

const namedTool = z.union([
  z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
  z.looseObject({ type: z.literal('custom'), custom: z.looseObject({ name: z.string() }) }),
])
const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  namedTool,
  z.looseObject({
    type: z.literal('allowed_tools'),
    allowed_tools: z.looseObject({ mode: z.enum(['auto', 'required']), tools: z.array(namedTool) }),
  }),
])

const responseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({ name: z.string(), schema: schema.optional() }),
  }),
])

const cap = z.int().min(1).nullish()
const chatRequest = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: cap,
  max_completion_tokens: cap,
  n: z.int().min(1).max(128).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  seed: z.int().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  tools: z.array(tool).max(128).nullish(),
  tool_choice: toolChoice.nullish(),
  response_format: responseFormat.nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
})
export type ChatRequest = z.infer<typeof chatRequest>
export type Message = ChatRequest['messages'][number]

const pixels = z.int().min(16).max(2048).optional()
const imageRequest = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().min(1).max(32_000),
  n: z.int().min(1).max(10).nullish(),
  size: z
    .string()
    .regex(/^(?:auto|\d{2,4}x\d{2,4})$/)
    .nullish(),
  width: pixels,
  height: pixels,
  seed: z.int().nullish(),
  response_format: z.enum(['url', 'b64_json']).nullish(),
})
export type ImageRequest = z.infer<typeof imageRequest>

const read = <T>(raw: string, shape: z.ZodType<T>): { request: T } | { error: ApiError } => {
  let body: unknown
  try {
    body = JSON.parse(raw)
  } catch {
    return { error: apiError(400, 'We could not parse the JSON body of your request.') }
  }
  const parsed = shape.safeParse(body)
  if (parsed.success) return { request: parsed.data }
  const issue = parsed.error.issues[0]
  const param = issue?.path.map(String).join('.') || null
  const missing = issue?.code === 'invalid_type' && issue.message.includes('undefined')
  return {
    error: missing
      ? apiError(400, `Missing required parameter: '${param}'.`, {
          param,
          code: 'missing_required_parameter',
        })
      : apiError(400, `Invalid value for '${param}': ${issue?.message ?? 'refused'}.`, {
          param,
          code: 'invalid_value',
        }),
  }
}

/** Parses a body; what is wrong with it comes back as the provider's 400, naming the parameter. */
export const readChatRequest = (raw: string) => read(raw, chatRequest)
export const readImageRequest = (raw: string) => read(raw, imageRequest)
