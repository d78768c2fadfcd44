import { LRUCache } from 'lru-cache'
import { failedBefore, sendBody, startServing, type Arrival, type Serving } from '@/sandbox/models/arrival'
import type { Bill } from '@/sandbox/models/bill'
import {
  completionBody,
  finalUsage,
  frames,
  type Frames,
  type PreparedChat,
} from '@/sandbox/models/chat-wire'
import { contextWindowOf } from '@/sandbox/models/catalog'
import type { Control, Pace, Provider } from '@/sandbox/models/control'
import { apiError, type ApiError } from '@/sandbox/models/errors'
import { sendError } from '@/sandbox/models/exchange'
import { generate, generatedAfter, isReasoningModel, stepsOf } from '@/sandbox/models/generation'
import { readChatRequest, type ChatRequest } from '@/sandbox/models/requests'

const tickMs = 10

/** Steps made so long after the first token was due; the first one is made at that moment. */
const stepsIn = (elapsedMs: number, { tps }: Pace, total: number): number => {
  if (elapsedMs < 0) return 0
  return tps === 0 ? total : Math.min(total, 1 + Math.floor((elapsedMs * tps) / 1000))
}

const closeAfter = (steps: number, { bill, entry, to }: Serving, { generation }: PreparedChat) => {
  const reasoned = generation.choices.reduce(
    (sum, choice) => sum + Math.min(steps, choice.reasoningTokens),
    0,
  )
  bill.close(entry, {
    completion_tokens: generatedAfter(generation.choices, steps),
    reasoning_tokens: reasoned,
    aborted: to.gone,
  })
}

const servePlain = async (serving: Serving, prepared: PreparedChat): Promise<void> => {
  const { pace, fault, to, entry } = serving
  const total = stepsOf(prepared.generation)
  const firstAt = performance.now() + pace.ttftMs
  const whole = await to.sleep(pace.ttftMs + (pace.tps === 0 ? 0 : ((total - 1) * 1000) / pace.tps))
  closeAfter(whole ? total : stepsIn(performance.now() - firstAt, pace, total), serving, prepared)
  if (whole) await sendBody(serving, completionBody(entry.id, prepared, fault?.kind))
}

/**
 * Plays the frames at their pace: all that are due go out in one write. Answers how many steps were made, and the last of
 * their text, which is not written yet: it goes out together with what ends the stream.
 */
const play = async (
  { pace, to, entry }: Serving,
  made: Frames,
  total: number,
): Promise<{ steps: number; text: string }> => {
  const head = made.head(entry.id)
  if (!(await to.sleep(pace.ttftMs))) return { steps: 0, text: '' }
  const firstAt = performance.now()
  const due = () => stepsIn(performance.now() - firstAt, pace, total)
  let text = made.opening.map(head).join('')
  for (let step = 0; ;) {
    for (const end = due(); step < end; step++) {
      for (const frame of made.steps[step] ?? []) text += head(frame)
    }
    if (step >= total) return { steps: total, text }
    if (text !== '' && !(await to.write(text))) return { steps: step, text: '' }
    text = ''
    const nextMs = (step * 1000) / pace.tps - (performance.now() - firstAt)
    if (!(await to.sleep(Math.max(tickMs, nextMs)))) return { steps: due(), text }
  }
}

const serveStream = async (serving: Serving, prepared: PreparedChat): Promise<void> => {
  const { fault, to, entry } = serving
  const made = (prepared.frames ??= frames(prepared))
  const breaks = fault?.kind === 'malformed' || fault?.kind === 'break_stream'
  const total = stepsOf(prepared.generation)
  to.begin(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  const { steps, text } = await play(serving, made, breaks ? Math.ceil(total / 2) : total)
  closeAfter(steps, serving, prepared)
  if (to.gone) return
  if (fault?.kind === 'malformed') return to.end(`${text}data: {"id":"chatcmpl-","choices":[{"del\n\n`)
  if (fault?.kind === 'break_stream') {
    await to.write(text)
    return to.cut()
  }
  const last = [...made.closing, ...finalUsage(prepared, fault?.kind)].map(made.head(entry.id))
  to.end(`${text}${last.join('')}data: [DONE]\n\n`)
}

/** Azure and OpenAI refuse `max_tokens` for their reasoning models; aggregators translate it. */
const refusalOf = (provider: Provider, { model, max_tokens }: ChatRequest): ApiError | undefined => {
  if (provider === 'aggregator' || max_tokens == null || !isReasoningModel(model)) return undefined
  const instead = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
  return apiError(400, `Unsupported parameter: ${instead}`, {
    param: 'max_tokens',
    code: 'unsupported_parameter',
  })
}

/** Every provider counts the answer's cap in; they say so in words of their own. */
const tooLong = (provider: Provider, request: ChatRequest, promptTokens: number): ApiError | undefined => {
  const window = contextWindowOf(request.model)
  const output = request.max_completion_tokens ?? request.max_tokens ?? 0
  const total = promptTokens + output
  if (total <= window) return undefined
  if (provider === 'aggregator')
    return apiError(
      400,
      `This endpoint's maximum context length is ${window} tokens. However, you requested about ${total} tokens (${promptTokens} of text input, ${output} in the output). Please reduce the length of either one.`,
    )
  return apiError(
    400,
    `This model's maximum context length is ${window} tokens. However, your messages and completion take ${total} tokens.`,
    { param: 'messages', code: 'context_length_exceeded' },
  )
}

type Prepared = PreparedChat | { error: ApiError }
const prepare = (provider: Provider, raw: string): Prepared => {
  const read = readChatRequest(raw)
  if ('error' in read) return read
  const refused = refusalOf(provider, read.request)
  if (refused) return { error: refused }
  const generation = generate(read.request)
  const error = tooLong(provider, read.request, generation.promptTokens)
  return error ? { error } : { request: read.request, generation }
}

const weight = (prepared: Prepared, key: string): number =>
  key.length * 2 + 1_000 + ('error' in prepared ? 0 : prepared.generation.completionTokens * 400)

/** Serves `POST …/chat/completions`. Answers are kept by provider and body: the same body is worked out once. */
export const chatService = (control: Control, bill: Bill) => {
  const answers = new LRUCache<string, Prepared>({
    max: 2_000,
    maxSize: 128_000_000,
    sizeCalculation: weight,
  })
  const preparedFor = ({ provider, raw }: Arrival): Prepared => {
    const key = `${provider}\n${raw}`
    const known = answers.get(key)
    if (known) return known
    const prepared = prepare(provider, raw)
    answers.set(key, prepared)
    return prepared
  }
  return async (arrival: Arrival): Promise<void> => {
    const prepared = preparedFor(arrival)
    if ('error' in prepared) return sendError(arrival.to, prepared.error)
    const { request, generation } = prepared
    const stream = request.stream === true
    const asked = {
      endpoint: 'chat',
      model: request.model,
      stream,
      promptTokens: generation.promptTokens,
    } as const
    const serving = startServing(arrival, { control, bill }, asked)
    if (await failedBefore(serving)) return
    await (stream ? serveStream(serving, prepared) : servePlain(serving, prepared))
  }
}
