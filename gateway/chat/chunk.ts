import { z } from 'zod'
import { parseJson } from '@/gateway/upstream/failure'

/** What we need to know of a chunk of a streamed answer; everything else passes as it is. */
const chunkShape = z.looseObject({
  choices: z
    .array(z.looseObject({ delta: z.unknown().optional(), finish_reason: z.string().nullish() }))
    .nullish()
    .catch(null),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
})
export type Chunk = z.infer<typeof chunkShape>

export type StreamEvent =
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  | { readonly kind: 'done' }
  /** The provider reports an error in the middle of its answer, or what came is not a chunk. */
  | { readonly kind: 'broken'; readonly cause: string }

export function toStreamEvent(data: string): StreamEvent {
  if (data.trim() === '[DONE]') return { kind: 'done' }
  const parsed = chunkShape.safeParse(parseJson(data))
  if (!parsed.success) return { kind: 'broken', cause: 'not a chunk' }
  if (parsed.data.error != null) return { kind: 'broken', cause: 'the provider reported an error' }
  return { kind: 'chunk', chunk: parsed.data }
}

export function isFinishing(chunk: Chunk): boolean {
  return chunk.choices?.some(choice => choice.finish_reason != null) ?? false
}

/** A chunk that carries nothing but usage: sent because we asked for it, not the client. */
export function isOnlyUsage(chunk: Chunk): boolean {
  return chunk.usage != null && (chunk.choices ?? []).length === 0
}

export function toSse(data: string): string {
  return `data: ${data}\n\n`
}
