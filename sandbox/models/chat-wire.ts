import type { FaultKind } from '@/sandbox/models/control'
import type { Choice, Generation } from '@/sandbox/models/generation'
import type { ChatRequest } from '@/sandbox/models/requests'

/** A request with its whole answer worked out; kept and served again when the same body comes. */
export interface PreparedChat {
  request: ChatRequest
  generation: Generation
  frames?: Frames
}

/** The parts of a stream, ready but for the id: what every chunk holds after its head. */
export interface Frames {
  head: (id: string) => (rest: string) => string
  opening: string[]
  /** By step, what the choices say at it. */
  steps: string[][]
  /** The finish reasons. */
  closing: string[]
}

const now = () => Math.floor(Date.now() / 1000)
const fingerprint = 'fp_sandbox'

const usageOf = ({ promptTokens, completionTokens, reasoningTokens }: Generation) => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: reasoningTokens,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})
const zeroUsage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

/** Usage as the provider reports it: `undefined` when a fault keeps it out of the answer. */
const reportedUsage = (generation: Generation, fault: FaultKind | undefined) => {
  if (fault === 'no_usage') return undefined
  if (fault === 'null_usage') return null
  return fault === 'zero_usage' ? zeroUsage : usageOf(generation)
}

const tokenLogprob = (piece: string, at: number, top: number) => {
  const logprob = -Number((((at * 37 + piece.length * 11) % 89) / 100).toFixed(4))
  const entry = (token: string, value: number) => ({ token, logprob: value, bytes: [...Buffer.from(token)] })
  const others = [' the', ' a', ' and', ' of', ' to', ',', '.', ' in', ' is', ' that']
  const ranked = [piece, ...others.filter(other => other !== piece)].slice(0, top)
  return {
    ...entry(piece, logprob),
    top_logprobs: ranked.map((token, i) => entry(token, logprob - i * 0.75)),
  }
}
const logprobsOf = (pieces: string[], from: number, { logprobs, top_logprobs }: PreparedChat['request']) =>
  logprobs
    ? { content: pieces.map((piece, i) => tokenLogprob(piece, from + i, top_logprobs ?? 0)), refusal: null }
    : null

const toolCallOf = ({ tool, pieces }: Choice) => {
  if (!tool) return undefined
  const input = pieces.join('')
  return tool.kind === 'function'
    ? { id: tool.id, type: 'function', function: { name: tool.name, arguments: input } }
    : { id: tool.id, type: 'custom', custom: { name: tool.name, input } }
}

/** The body of a plain answer. */
export const completionBody = (
  id: string,
  { request, generation }: PreparedChat,
  fault?: FaultKind,
): string =>
  JSON.stringify({
    id,
    object: 'chat.completion',
    created: now(),
    model: request.model,
    system_fingerprint: fingerprint,
    choices: generation.choices.map((choice, index) => {
      const call = toolCallOf(choice)
      return {
        index,
        message: {
          role: 'assistant',
          content: call ? null : choice.pieces.join(''),
          refusal: null,
          ...(call ? { tool_calls: [call] } : {}),
        },
        logprobs: call ? null : logprobsOf(choice.pieces, 0, request),
        finish_reason: choice.finish,
      }
    }),
    usage: reportedUsage(generation, fault),
  })

const chunk = (index: number, delta: object, finish: string | null, logprobs: object | null = null): string =>
  JSON.stringify([{ index, delta, logprobs, finish_reason: finish }])

const openingDelta = (choice: Choice): object => {
  const call = toolCallOf({ ...choice, pieces: [] })
  if (!call) return { role: 'assistant', content: '', refusal: null }
  return { role: 'assistant', content: null, tool_calls: [{ index: 0, ...call }] }
}

const pieceDelta = ({ tool }: Choice, piece: string): object => {
  if (!tool) return { content: piece }
  const part = tool.kind === 'function' ? { function: { arguments: piece } } : { custom: { input: piece } }
  return { tool_calls: [{ index: 0, ...part }] }
}

/** Works out every chunk of a stream once, so that serving it again only puts an id in front. */
export const frames = ({ request, generation }: PreparedChat): Frames => {
  const { choices } = generation
  const steps: string[][] = []
  choices.forEach((choice, index) => {
    choice.pieces.forEach((piece, at) => {
      if (piece === '') return
      const logprobs = choice.tool ? null : logprobsOf([piece], at, request)
      ;(steps[choice.hiddenTokens + at] ??= []).push(chunk(index, pieceDelta(choice, piece), null, logprobs))
    })
  })
  const model = JSON.stringify(request.model)
  const usage = request.stream_options?.include_usage ? ',"usage":null' : ''
  return {
    head: id => {
      const before = `data: {"id":"${id}","object":"chat.completion.chunk","created":${now()},"model":${model},"system_fingerprint":"${fingerprint}","choices":`
      return rest => (rest.startsWith('[]') ? `${before}${rest}}\n\n` : `${before}${rest}${usage}}\n\n`)
    },
    opening: choices.map((choice, index) => chunk(index, openingDelta(choice), null)),
    steps,
    closing: choices.map((choice, index) => chunk(index, {}, choice.finish)),
  }
}

/** The last chunk, with the usage, if the client asked for one (and no fault keeps it back). */
export const finalUsage = ({ request, generation }: PreparedChat, fault?: FaultKind): string[] => {
  const usage = reportedUsage(generation, fault)
  if (!request.stream_options?.include_usage || usage === undefined) return []
  return [`[],"usage":${JSON.stringify(usage)}`]
}
