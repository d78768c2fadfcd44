import { parseJson } from '@/gateway/upstream/failure'

/** What we need to know of a chunk of a streamed answer; everything else passes as it is. */
export interface Chunk {
  readonly id?: unknown
  readonly created?: unknown
  readonly model?: unknown
  readonly choices: readonly ChunkChoice[]
  readonly usage?: unknown
}
interface ChunkChoice {
  readonly delta?: unknown
  readonly finish_reason?: string | null
}

export type StreamEvent =
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  | { readonly kind: 'done' }
  /** The provider reports an error in the middle of its answer, or what came is not a chunk. */
  | { readonly kind: 'broken'; readonly cause: string }

export function toStreamEvent(data: string): StreamEvent {
  if (data.trim() === '[DONE]') return { kind: 'done' }
  const chunk = parseJson(data)
  if (!isRecord(chunk)) return { kind: 'broken', cause: 'not a chunk' }
  if (chunk.error != null) return { kind: 'broken', cause: 'the provider reported an error' }
  return { kind: 'chunk', chunk: withChoices(chunk) }
}

/** Checked by hand: a schema costs more than parsing the chunk, for every token of every answer. Choices that are none count as absent. */
function withChoices(chunk: Record<string, unknown>): Chunk {
  const { choices } = chunk
  return Array.isArray(choices) && choices.every(isChoice)
    ? (chunk as Record<string, unknown> & { choices: ChunkChoice[] })
    : { ...chunk, choices: [] }
}

function isChoice(value: unknown): value is ChunkChoice {
  if (!isRecord(value)) return false
  const { finish_reason: reason } = value
  return reason === undefined || reason === null || typeof reason === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isFinishing({ choices }: Chunk): boolean {
  return choices.some(choice => choice.finish_reason != null)
}

/** A chunk that carries nothing but usage: sent because we asked for it, not the client. */
export function isOnlyUsage({ usage, choices }: Chunk): boolean {
  return usage != null && choices.length === 0
}

/** An event of that data, which may have come in several lines. */
export function toSse(data: string): string {
  return `data: ${data.includes('\n') ? data.replaceAll('\n', '\ndata: ') : data}\n\n`
}
