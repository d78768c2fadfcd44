import { Refusal } from '@/gateway/refusal'
import type { CatalogCache } from '@/gateway/catalog'
import { inputSize, inputText } from '@/gateway/chat/input-text'
import { requestedCap, type ChatRequest } from '@/gateway/chat/request'
import type { TokenCounter } from '@/gateway/tokens'
import { chooseProviders } from '@/gateway/upstream/choose'
import { inputParam } from '@/gateway/upstream/failure'
import { unsupportedField } from '@/gateway/upstream/providers'
import type { Model } from '@/lib/catalog/catalog'
import { inputBound } from '@/lib/catalog/reservation'
import type { Provider } from '@/lib/env-variables'
import type { Endpoint } from '@/lib/usage/event'

/** What a chat request will need, known before any money is held or anything is sent. */
export interface ChatPlan {
  readonly model: Model
  /** Who can serve it, in order of preference. */
  readonly providers: readonly [Provider, ...Provider[]]
  /** Most tokens that the input can amount to. */
  readonly inputBound: number
  /** A guess at the input's tokens, for rate limits only. */
  readonly expectedInputTokens: number
  /** What the context window leaves for an answer, by that guess. */
  readonly outputRoom: number
  readonly n: number
  /** The client's own cap on output tokens per choice; never lowered. */
  readonly clientMax: number | null
}

const bytesPerToken = 4
const leastOutputRoom = 256

/** @throws Refusal naming what keeps the request from being served */
export function planChat(
  catalog: Pick<CatalogCache, 'find'>,
  hasUpstream: (provider: Provider) => boolean,
  request: ChatRequest,
  now: Date,
): ChatPlan {
  const model = findChatModel(catalog, request.model, now)
  const cap = requestedCap(request)
  if (cap && model.maxOutputTokens !== null && cap.tokens > model.maxOutputTokens)
    throw invalid(cap.param, `'${model.id}' generates at most ${model.maxOutputTokens} tokens`)
  const size = inputSize(request, model.contextWindow ?? Number.POSITIVE_INFINITY)
  if (size.images > 0 && model.maxTokensPerInputImage === null)
    throw invalid('messages', `'${model.id}' takes no images`)
  const expectedInputTokens = Math.ceil(size.textBytes / bytesPerToken)
  return {
    model,
    providers: chooseProviders(
      model,
      hasUpstream,
      provider => unsupportedField(request, provider),
      param => new Refusal('unknown_parameter', { param }),
    ),
    inputBound: inputBound(model, size),
    expectedInputTokens,
    outputRoom: Math.max(leastOutputRoom, (model.contextWindow ?? Infinity) - expectedInputTokens),
    n: request.n ?? 1,
    clientMax: cap?.tokens ?? null,
  }
}

/** Tokenizers differ: only what is clearly longer than the window is refused without asking the provider. */
const clearlyLonger = 1.1

/**
 * Input that no window of the model holds is refused here: a provider that serves the model with a larger one would answer,
 * and bill what was never held. Only what has more bytes than the window has tokens can be that long, and is counted.
 */
export async function refuseTooLong(
  tokens: Pick<TokenCounter, 'count'>,
  { model: { contextWindow }, inputBound }: ChatPlan,
  request: ChatRequest,
  endpoint: Endpoint,
): Promise<void> {
  if (contextWindow === null || inputBound < contextWindow) return
  if ((await tokens.count(inputText(request))) > contextWindow * clearlyLonger)
    throw new Refusal('context_length_exceeded', { param: inputParam(endpoint) })
}

function findChatModel(catalog: Pick<CatalogCache, 'find'>, id: string, now: Date): Model {
  const model = catalog.find(id, now)
  if (!model) throw new Refusal('model_not_found', { model: id })
  if (model.jobsOnly) throw new Refusal('jobs_only_model', { model: id })
  if (model.kind !== 'text')
    throw new Refusal('wrong_model_kind', { model: id, endpoint: 'POST /images/generations' })
  return model
}

function invalid(param: string, problem: string): Refusal {
  return new Refusal('invalid_request', { problem: `Invalid value for '${param}': ${problem}.`, param })
}
