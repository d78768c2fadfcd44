import { z } from 'zod'
import { jsonObject } from '@/gateway/chat/json-object'

export const functionName = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')
/** A tool that is offered to the model. */
export const tool = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('function'),
      function: z.strictObject({
        name: functionName,
        description: z.string().nullish(),
        parameters: jsonObject.nullish(),
        strict: z.boolean().nullish(),
      }),
    }),
    z.strictObject({
      type: z.literal('custom'),
      custom: z.strictObject({
        name: functionName,
        description: z.string().optional(),
        format: z
          .discriminatedUnion('type', [
            z.strictObject({ type: z.literal('text') }),
            z.strictObject({
              type: z.literal('grammar'),
              grammar: z.strictObject({ definition: z.string(), syntax: z.enum(['lark', 'regex']) }),
            }),
          ])
          .optional(),
      }),
    }),
  ],
  { error: 'must be function or custom' },
)
const namedTool = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: functionName }) }),
  z.strictObject({ type: z.literal('custom'), custom: z.strictObject({ name: functionName }) }),
])
export const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  namedTool,
  z.strictObject({
    type: z.literal('allowed_tools'),
    allowed_tools: z.strictObject({ mode: z.enum(['auto', 'required']), tools: z.array(namedTool).max(512) }),
  }),
])

/** Streams number their calls; clients echo the number. */
const index = z.number().optional()
export const toolCall = z.discriminatedUnion('type', [
  z.strictObject({
    id: z.string(),
    type: z.literal('function'),
    function: z.strictObject({ name: z.string(), arguments: z.string() }),
    index,
  }),
  z.strictObject({
    id: z.string(),
    type: z.literal('custom'),
    custom: z.strictObject({ name: z.string(), input: z.string() }),
    index,
  }),
])
