import type { ChatRequest } from '@/gateway/chat/request'

/** What of a request the model will read, measured without a tokenizer: no token is shorter than one byte of its text. */
export interface InputSize {
  /** The longest UTF-8 length of the text as sent, in NFC and in NFKC (providers normalize; NFKC can grow a text 18-fold). */
  readonly textBytes: number
  readonly messages: number
  readonly tools: number
  readonly images: number
}

/** The text that the model reads: messages, tools and response format as JSON, with images left out. */
export function inputText(request: Pick<ChatRequest, 'messages' | 'tools' | 'response_format'>): string {
  const messages = JSON.stringify(
    countImages(request) > 0 ? request.messages.map(withoutImages) : request.messages,
  )
  return (
    messages +
    (request.tools && request.tools.length > 0 ? JSON.stringify(request.tools) : '') +
    (request.response_format ? JSON.stringify(request.response_format) : '')
  )
}

/** Upper bounds of what the request's input can amount to. A text that is already longer than `enoughBytes` is not normalized. */
export function inputSize(
  request: Pick<ChatRequest, 'messages' | 'tools' | 'response_format'>,
  enoughBytes: number,
): InputSize {
  return {
    textBytes: longestUtf8(inputText(request), enoughBytes),
    messages: request.messages.length,
    tools: request.tools?.length ?? 0,
    images: countImages(request),
  }
}

/** The longest UTF-8 length that `text` has raw, in NFC and in NFKC; the raw one where that is over `enough` already. */
export function longestUtf8(text: string, enough = Number.POSITIVE_INFINITY): number {
  const raw = Buffer.byteLength(text)
  // Plain ASCII is its own normal form.
  if (raw === text.length || raw >= enough) return raw
  return Math.max(raw, Buffer.byteLength(text.normalize('NFC')), Buffer.byteLength(text.normalize('NFKC')))
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
