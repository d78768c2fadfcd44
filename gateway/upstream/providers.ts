import { messagesJson } from '@/gateway/chat/input-text'
import type { ChatRequest } from '@/gateway/chat/request'
import type { Provider } from '@/lib/env-variables'

/** Written for each provider by `toUpstreamBody`, ours alone, or understood without being sent on. */
const notOptional = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'character_id',
  'metadata',
  'store',
  'service_tier',
  'modalities',
  'prompt_cache_retention',
  'usage',
] as const satisfies (keyof ChatRequest)[]
type Field = Exclude<keyof ChatRequest, (typeof notOptional)[number]>

export interface ChatProvider {
  /** The parameter by which this provider truly bounds the output, hidden tokens included. */
  readonly capParameter: 'max_tokens' | 'max_completion_tokens'
  /** Optional request fields that it understands; a request with another one is not sent there. */
  readonly fields: ReadonlySet<Field>
  /** Whether `GET /generation?id=` tells afterwards what an answer used, also one that was broken off (OpenRouter's protocol). */
  readonly keepsRecords: boolean
}

/** Say nothing that an answer or its price depends on: left out where a provider does not know them. */
const negligible = new Set<Field>(['user', 'safety_identifier', 'prompt_cache_key'])

const common: Field[] = [
  'n',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'stop',
  'seed',
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'reasoning_effort',
  'user',
]

/** How each provider of text is spoken to. Image providers have no chat. */
const chatProviders: Readonly<Record<Provider, ChatProvider | null>> = {
  aggregator: {
    capParameter: 'max_tokens',
    fields: new Set([
      ...common,
      'verbosity',
      'prompt_cache_key',
      'top_k',
      'top_a',
      'min_p',
      'repetition_penalty',
      'reasoning',
      'include_reasoning',
    ]),
    keepsRecords: true,
  },
  azure: {
    capParameter: 'max_completion_tokens',
    fields: new Set([...common, 'verbosity', 'prompt_cache_key', 'safety_identifier']),
    keepsRecords: false,
  },
  openai: {
    capParameter: 'max_completion_tokens',
    fields: new Set([...common, 'verbosity', 'prompt_cache_key', 'safety_identifier']),
    keepsRecords: false,
  },
  novelai: null,
  tensorart: null,
}

export function keepsRecords(provider: Provider): boolean {
  return chatProviders[provider]?.keepsRecords ?? false
}

/** The first field of the request that the provider does not take; null where it takes them all. */
export function unsupportedField(request: ChatRequest, provider: Provider): string | null {
  const profile = chatProviders[provider]
  if (!profile) return 'messages'
  return optionalFields(request).find(field => !profile.fields.has(field) && !negligible.has(field)) ?? null
}

/** The body for this provider: the client's fields as they are, our cap under the name that counts there, usage always asked for. */
export function toUpstreamBody(
  request: ChatRequest,
  provider: Provider,
  { model, capTokens }: { model: string; capTokens: number },
): string {
  const profile = chatProviders[provider]
  if (!profile) throw new Error(`${provider} has no chat`)
  const rest = JSON.stringify({
    [profile.capParameter]: capTokens,
    ...Object.fromEntries(
      optionalFields(request)
        .filter(field => profile.fields.has(field))
        .map(field => [field, request[field]]),
    ),
    ...(request.stream
      ? { stream: true, stream_options: { ...request.stream_options, include_usage: true } }
      : {}),
  })
  return `{"model":${JSON.stringify(model)},"messages":${messagesJson(request)},${rest.slice(1)}`
}

const isOptional = (field: string): field is Field => !(notOptional as readonly string[]).includes(field)

function optionalFields(request: ChatRequest): Field[] {
  return Object.keys(request)
    .filter(isOptional)
    .filter(field => request[field] != null)
}
