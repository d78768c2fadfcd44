import { instanceOf } from '@/sandbox/models/instance'
import type { Random } from '@/sandbox/models/random'
import type { ChatRequest, Tool } from '@/sandbox/models/requests'
import type { Conversation } from '@/sandbox/models/text/answer'
import { keywordsOf } from '@/sandbox/models/text/subject'

export interface ToolCall {
  id: string
  kind: 'function' | 'custom'
  name: string
  /** JSON for a function, free text for a custom tool. */
  input: string
}

const nameOf = (tool: Tool): string => (tool.type === 'function' ? tool.function.name : tool.custom.name)
const describes = (tool: Tool): string =>
  (tool.type === 'function' ? tool.function.description : tool.custom.description) ?? ''
const stems = (text: string): string[] =>
  keywordsOf(text.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ')).map(word =>
    word.replace(/(?:es|s|ing)$/, ''),
  )

/** How well a prompt calls for a tool: a word of its name counts as much as two of its description. */
const fit = (tool: Tool, prompt: string): number => {
  const asked = new Set(stems(prompt))
  const shared = (text: string) => stems(text).filter(word => asked.has(word)).length
  return 2 * shared(nameOf(tool)) + shared(describes(tool))
}

const chosen = (
  { tools, tool_choice }: ChatRequest,
  { prompt, toolResults }: Conversation,
): Tool | undefined => {
  if (!tools?.length || tool_choice === 'none') return undefined
  const byFit = (among: Tool[]) => among.toSorted((a, b) => fit(b, prompt) - fit(a, prompt))[0]
  let mode = 'auto'
  let among = tools
  if (typeof tool_choice === 'string') mode = tool_choice
  else if (tool_choice?.type === 'allowed_tools') {
    const { mode: allowedMode, tools: allowed } = tool_choice.allowed_tools
    const names = allowed.map(one => (one.type === 'function' ? one.function.name : one.custom.name))
    mode = allowedMode
    among = tools.filter(tool => names.includes(nameOf(tool)))
  } else if (tool_choice) {
    const name = tool_choice.type === 'function' ? tool_choice.function.name : tool_choice.custom.name
    return tools.find(tool => nameOf(tool) === name)
  }
  if (mode === 'required') return byFit(among)
  const best = byFit(among)
  return toolResults.length === 0 && best && fit(best, prompt) >= 2 ? best : undefined
}

/** The call that a request asks for: forced by `tool_choice`, or because the prompt calls for one of its tools. */
export const toolCallFor = (
  request: ChatRequest,
  conversation: Conversation,
  random: Random,
): ToolCall | undefined => {
  const tool = chosen(request, conversation)
  if (!tool) return undefined
  const id = `call_${Array.from({ length: 24 }, () => random.between(0, 35).toString(36)).join('')}`
  if (tool.type === 'custom')
    return { id, kind: 'custom', name: tool.custom.name, input: conversation.prompt.slice(0, 2_000) }
  const input = instanceOf(
    tool.function.parameters ?? { type: 'object', properties: {} },
    conversation.prompt,
    random,
  )
  return { id, kind: 'function', name: tool.function.name, input: JSON.stringify(input) }
}
