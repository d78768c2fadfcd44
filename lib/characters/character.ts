import { z } from 'zod'
import charactersJson from './characters.json' with { type: 'json' }

/** An invented character of the platform. */
export interface Character {
  readonly id: string
  readonly name: string
  /** Path below the web app's origin. */
  readonly avatarUrl: string
  readonly shortDescription: string
  readonly description: string
  readonly greeting: string
  /** What is put in front of a conversation with it; shown to nobody. */
  readonly systemPrompt: string
  readonly tags: readonly string[]
}

const text = z.string().trim().min(1)
const schema = z.object({
  characters: z
    .array(
      z.strictObject({
        id: z.string().regex(/^chr_[a-z]{2,30}$/),
        name: text,
        shortDescription: text.max(100),
        description: text,
        greeting: text,
        systemPrompt: text,
        tags: z.array(text).min(1),
      }),
    )
    .min(1),
})

/** The characters as they stand in `characters.json`, in its order. Throws where it is malformed. */
export function readCharacters(json: unknown = charactersJson): Character[] {
  const { characters } = schema.parse(json)
  if (new Set(characters.map(({ id }) => id)).size !== characters.length)
    throw new Error('two characters have the same id')
  return characters.map(character => ({
    ...character,
    avatarUrl: `/characters/${character.id.replace('chr_', '')}.svg`,
  }))
}
