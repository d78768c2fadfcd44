/** What the upstream reads of a chat request. Anything it does not know, it ignores: what is sent at all is the gateway's affair. */
export interface UpstreamChatRequest {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[]
  readonly stream?: boolean
  readonly stream_options?: { readonly include_usage?: boolean }
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
  readonly n?: number
  readonly tools?: readonly unknown[]
  readonly tool_choice?: unknown
  readonly response_format?: unknown
}

export interface UpstreamImageRequest {
  readonly model: string
  readonly prompt: string
  readonly n?: number
  readonly size?: string
  /** Priced apart: the bill names it with the model. */
  readonly quality?: string
}

const tokensPerImage = 2_500
const capWithoutOne = 4_096

/** The account that a request belongs to: benches write its id into the prompt. */
export function accountIn(body: string): string {
  return /acc_[0-9a-f]{32}/.exec(body)?.[0] ?? ''
}

/** Input tokens, counted as dearly as any tokenizer may: one per byte, and what formats add around messages, tools and images. */
export function promptTokensOf({ messages, tools, response_format }: UpstreamChatRequest): number {
  let tokens = 3
  for (const { content } of messages) {
    tokens += 5
    if (typeof content === 'string') tokens += tokensIn(content)
    else if (Array.isArray(content)) for (const part of content as unknown[]) tokens += tokensOfPart(part)
  }
  if (tools && tools.length > 0) tokens += 60 + tools.length * 12 + tokensIn(JSON.stringify(tools))
  if (response_format) tokens += tokensIn(JSON.stringify(response_format))
  return tokens
}

/**
 * Output tokens of each choice: as long as the prompt asks for (`[say:40]`, and `[think:20]` that nobody sees), but never more
 * than the cap.
 */
export function lengthOf(request: UpstreamChatRequest): { total: number; hidden: number; capped: boolean } {
  const prompt = JSON.stringify(request.messages.at(-1)?.content ?? '')
  const cap = request.max_tokens ?? request.max_completion_tokens ?? capWithoutOne
  const hidden = asked(prompt, 'think', 0)
  const wanted = hidden + asked(prompt, 'say', 40)
  return { total: Math.min(wanted, cap), hidden: Math.min(hidden, cap), capped: wanted > cap }
}

function asked(prompt: string, what: string, otherwise: number): number {
  const found = new RegExp(`\\[${what}:(\\d+)\\]`).exec(prompt)?.[1]
  return found === undefined ? otherwise : Number(found)
}

function tokensIn(text: string): number {
  return Buffer.byteLength(text)
}

function tokensOfPart(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0
  if ('text' in part && typeof part.text === 'string') return tokensIn(part.text)
  return 'image_url' in part ? tokensPerImage : 0
}
