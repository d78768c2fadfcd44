import { z } from 'zod'
import { jsonObject } from '@/gateway/chat/json-object'
import { toolCall } from '@/gateway/chat/tools'

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
    reasoning_details: z.array(jsonObject).nullish(),
    annotations: z.array(z.unknown()).nullish(),
    audio: z.null().optional(),
    function_call: z.null().optional(),
  })
  .transform(({ annotations: _annotations, audio: _audio, function_call: _call, tool_calls, ...message }) =>
    tool_calls && tool_calls.length > 0 ? { ...message, tool_calls } : message,
  )

const messageRoles = { error: 'must be system, developer, user, assistant or tool' }
/** A message of a conversation. */
export const message = z.discriminatedUnion(
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
