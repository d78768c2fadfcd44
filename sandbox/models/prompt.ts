import type { ChatRequest, Message } from '@/sandbox/models/requests'
import type { Conversation } from '@/sandbox/models/text/answer'
import { tokensIn } from '@/sandbox/models/tokens'

const textOf = ({ content }: Message): string => {
  if (typeof content === 'string') return content
  return (content ?? []).map(part => (part.type === 'text' ? String(part.text) : '')).join('')
}

/** What an image costs in input tokens, by its detail: images are never fetched, so their size does not count. */
const imageTokens = (model: string, detail: unknown): number => {
  const low = detail === 'low'
  if (model.includes('gpt-4o-mini')) return low ? 2_833 : 25_501
  return low ? 85 : 765
}

const messageTokens = (model: string, message: Message): number => {
  const images = Array.isArray(message.content)
    ? message.content
        .filter(part => part.type === 'image_url')
        .map(part => imageTokens(model, detailOf(part)))
    : []
  return (
    3 +
    tokensIn(message.role) +
    tokensIn(textOf(message)) +
    (message.name ? 1 + tokensIn(message.name) : 0) +
    (message.tool_calls ? tokensIn(JSON.stringify(message.tool_calls)) : 0) +
    images.reduce((sum, tokens) => sum + tokens, 0)
  )
}

const detailOf = (part: { [key: string]: unknown }): unknown => {
  const image = part.image_url
  return typeof image === 'object' && image !== null && 'detail' in image ? image.detail : undefined
}

/** Input tokens of a request: messages with their framing, tools, and the schema of the answer. */
export const promptTokensOf = ({ model, messages, tools, response_format }: ChatRequest): number => {
  const said = messages.reduce((sum, message) => sum + messageTokens(model, message), 3)
  const offered = tools?.length ? tokensIn(JSON.stringify(tools)) : 0
  const shape =
    response_format?.type === 'json_schema' ? tokensIn(JSON.stringify(response_format.json_schema)) : 0
  return said + offered + shape
}

/** The parts of a request that its answer is written from. */
export const conversationOf = ({ messages }: ChatRequest): Conversation => {
  const lastUser = messages.findLastIndex(message => message.role === 'user')
  const system = messages.filter(message => message.role === 'system' || message.role === 'developer')
  const results = messages.slice(lastUser + 1).filter(message => message.role === 'tool')
  const asked = messages[lastUser] ?? messages.at(-1)
  return {
    system: system.map(textOf).join('\n'),
    prompt: asked ? textOf(asked) : '',
    toolResults: results.map(textOf),
  }
}
