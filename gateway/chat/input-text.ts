import type { ChatRequest } from '@/gateway/chat/request'
import { longestUtf8 } from '@/lib/catalog/reservation'

/** What of a request the model will read, measured without a tokenizer: no token is shorter than one byte of its text. */
export interface InputSize {
  /** The longest UTF-8 length of the text as sent, in NFC and in NFKC (providers normalize; NFKC can grow a text), and what formats add to tools. */
  readonly textBytes: number
  readonly messages: number
  readonly images: number
}

type Input = Pick<ChatRequest, 'messages' | 'tools' | 'tool_choice' | 'response_format'>

/** The text that the model reads: messages, tools, which of them are allowed, and response format as JSON, with images left out. */
export function inputText(request: Input): string {
  const messages =
    countImages(request) > 0 ? JSON.stringify(request.messages.map(withoutImages)) : messagesJson(request)
  return (
    messages +
    (request.tools && request.tools.length > 0 ? JSON.stringify(request.tools) : '') +
    (typeof request.tool_choice === 'object' && request.tool_choice
      ? JSON.stringify(request.tool_choice)
      : '') +
    (request.response_format ? JSON.stringify(request.response_format) : '')
  )
}

const jsonOfMessages = new WeakMap<ChatRequest['messages'], string>()

/** The messages as JSON, made once: they are measured, and sent, and may be megabytes. */
export function messagesJson({ messages }: Pick<ChatRequest, 'messages'>): string {
  const known = jsonOfMessages.get(messages)
  if (known !== undefined) return known
  const json = JSON.stringify(messages)
  jsonOfMessages.set(messages, json)
  return json
}

/** What formats put around tools, in tokens: a preamble once, and separators around each. An upper bound, by the dearest known. */
const toolsPreamble = 640
const perTool = 32

/** Upper bounds of what the request's input can amount to. A text that is already longer than `enoughBytes` is not normalized. */
export function inputSize(request: Input, enoughBytes: number): InputSize {
  const text = inputText(request)
  const raw = Buffer.byteLength(text)
  const tools = request.tools?.length ?? 0
  return {
    textBytes:
      (raw >= enoughBytes ? raw : longestUtf8(text)) + (tools > 0 ? toolsPreamble + tools * perTool : 0),
    messages: request.messages.length,
    images: countImages(request),
  }
}

function countImages({ messages }: Pick<ChatRequest, 'messages'>): number {
  let images = 0
  for (const message of messages)
    if (Array.isArray(message.content))
      for (const part of message.content) if (part.type === 'image_url') images += 1
  return images
}

function withoutImages(message: ChatRequest['messages'][number]): object {
  if (!Array.isArray(message.content)) return message
  return {
    ...message,
    content: (message.content as { type: string }[]).filter(part => part.type !== 'image_url'),
  }
}
