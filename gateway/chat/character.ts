import type { CatalogCache } from '@/gateway/catalog'
import type { ChatRequest } from '@/gateway/chat/request'
import { Refusal } from '@/gateway/refusal'

/** The request with its character's system prompt in front, as any message the client sent: bounded, counted and paid for like one. */
export function withCharacter(catalog: CatalogCache, request: ChatRequest): ChatRequest {
  const { character_id: id, ...rest } = request
  if (id == null) return request
  const character = catalog.findCharacter(id)
  if (!character) throw new Refusal('character_not_found', { id, param: 'character_id' })
  return { ...rest, messages: [{ role: 'system', content: character.systemPrompt }, ...request.messages] }
}
