import { instanceOf } from '@/sandbox/models/instance'
import { conversationOf, promptTokensOf } from '@/sandbox/models/prompt'
import { randomFrom, seedOf } from '@/sandbox/models/random'
import type { ChatRequest, JsonSchema } from '@/sandbox/models/requests'
import { answerTo, type Conversation } from '@/sandbox/models/text/answer'
import { tokenPieces, tokensIn } from '@/sandbox/models/tokens'
import { toolCallFor, type ToolCall } from '@/sandbox/models/tools'

export interface Choice {
  /** One piece per token, of the text or of the tool call's input. */
  pieces: string[]
  tool?: ToolCall
  /** Tokens that show nowhere in the pieces: hidden reasoning first, then the frame of a tool call. */
  hiddenTokens: number
  reasoningTokens: number
  finish: 'stop' | 'length' | 'tool_calls'
}

/** Everything that a request will be answered with. The same request always has the same, streamed or not. */
export interface Generation {
  promptTokens: number
  completionTokens: number
  reasoningTokens: number
  choices: Choice[]
}

const reasons =
  /gpt-5(?!.*chat)|gpt-oss|(?:^|\/)o\d|-r1|thinking|grok-(?:3-mini|4)|glm-4\.6|gemini-(?:2\.5|3)|qwen3|reason/i
/** Whether a model thinks before it answers, by its name. */
export const isReasoningModel = (model: string): boolean => reasons.test(model)

const effortTokens = { none: 0, minimal: 16, low: 64, medium: 192, high: 512, xhigh: 1_024 }
const reasoningTokensOf = ({ model, reasoning_effort }: ChatRequest, seed: number): number => {
  if (!isReasoningModel(model)) return 0
  const base = effortTokens[reasoning_effort ?? 'medium']
  return base === 0 ? 0 : base + (seed % 64)
}

const askedKeys = (text: string): string[] => {
  const quoted = [...text.matchAll(/["'`]([a-z_]\w{0,39})["'`]/gi)].map(match => match[1] ?? '')
  const listed = /\b(?:keys|fields|properties)\s+((?:[a-z_]\w*(?:,\s*|\s+and\s+)?)+)/i.exec(text)?.[1]
  const names = quoted.length > 0 ? quoted : (listed?.split(/,\s*|\s+and\s+/) ?? [])
  return [...new Set(names.map(name => name.trim()).filter(name => name !== ''))].slice(0, 24)
}

const jsonAnswer = (request: ChatRequest, conversation: Conversation, seed: number): string | undefined => {
  const format = request.response_format
  if (!format || format.type === 'text') return undefined
  const fromSchema = (schema: JsonSchema) =>
    JSON.stringify(instanceOf(schema, conversation.prompt, randomFrom(seed)))
  if (format.type === 'json_schema') return fromSchema(format.json_schema.schema ?? { type: 'object' })
  const keys = askedKeys(`${conversation.prompt}\n${conversation.system}`)
  if (keys.length > 0)
    return fromSchema({ properties: Object.fromEntries(keys.map(key => [key, { type: 'string' }])) })
  return JSON.stringify({ answer: answerTo(conversation, seed) })
}

const untilStop = (text: string, stop: ChatRequest['stop']): string => {
  const marks = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter(mark => mark !== '')
  const ends = marks.map(mark => text.indexOf(mark)).filter(at => at >= 0)
  return ends.length > 0 ? text.slice(0, Math.min(...ends)) : text
}

const choiceFor = (request: ChatRequest, conversation: Conversation, seed: number): Choice => {
  const reasoning = reasoningTokensOf(request, seed)
  const tool = toolCallFor(request, conversation, randomFrom(seed))
  const text =
    tool?.input ??
    untilStop(jsonAnswer(request, conversation, seed) ?? answerTo(conversation, seed), request.stop)
  const frame = tool ? tokensIn(tool.name) + 8 : 0
  const pieces = tokenPieces(text)
  const most = request.max_completion_tokens ?? request.max_tokens ?? Infinity
  const cut = reasoning + frame + pieces.length > most
  return {
    pieces: cut ? pieces.slice(0, Math.max(0, most - reasoning - frame)) : pieces,
    hiddenTokens: Math.min(most, reasoning + frame),
    reasoningTokens: Math.min(most, reasoning),
    finish: cut ? 'length' : tool ? 'tool_calls' : 'stop',
    ...(tool && reasoning + frame < most ? { tool } : {}),
  }
}

/** Works out the whole answer. Its seed is what the request says, so neither streaming nor a cap changes the words. */
export const generate = (request: ChatRequest): Generation => {
  const { model, messages, tools, tool_choice, response_format, seed } = request
  const base = seedOf(JSON.stringify([model, messages, tools, tool_choice, response_format, seed]))
  const conversation = conversationOf(request)
  const choices = Array.from({ length: request.n ?? 1 }, (_, i) =>
    choiceFor(request, conversation, (base + i * 7_919) >>> 0),
  )
  return {
    promptTokens: promptTokensOf(request),
    completionTokens: generatedAfter(choices, Infinity),
    reasoningTokens: choices.reduce((sum, choice) => sum + choice.reasoningTokens, 0),
    choices,
  }
}

/** Steps until the longest choice is done; in one step every unfinished choice gains one token. */
export const stepsOf = ({ choices }: Generation): number =>
  Math.max(...choices.map(choice => choice.hiddenTokens + choice.pieces.length))

/** Tokens that all choices have after so many steps. */
export const generatedAfter = (choices: readonly Choice[], steps: number): number =>
  choices.reduce((sum, choice) => sum + Math.min(steps, choice.hiddenTokens + choice.pieces.length), 0)
