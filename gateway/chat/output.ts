import { z } from 'zod'

const spoken = z.object({
  content: z.string().nullish().catch(null),
  refusal: z.string().nullish().catch(null),
  reasoning: z.string().nullish().catch(null),
  reasoning_content: z.string().nullish().catch(null),
  tool_calls: z
    .array(
      z.object({
        function: z
          .object({ name: z.string().nullish().catch(null), arguments: z.string().nullish().catch(null) })
          .nullish()
          .catch(null),
      }),
    )
    .nullish()
    .catch(null),
})

/** What an answer said so far, kept only to count its tokens should the upstream not report them. */
export class OutputTally {
  readonly #parts: string[] = []

  /** Takes a message of an answer, or the delta of a chunk; whatever is neither says nothing. */
  add(message: unknown): void {
    const parsed = spoken.safeParse(message)
    if (!parsed.success) return
    const { content, refusal, reasoning, reasoning_content, tool_calls } = parsed.data
    for (const part of [content, refusal, reasoning, reasoning_content]) if (part) this.#parts.push(part)
    for (const call of tool_calls ?? []) {
      if (call.function?.name) this.#parts.push(call.function.name)
      if (call.function?.arguments) this.#parts.push(call.function.arguments)
    }
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0
  }

  get text(): string {
    return this.#parts.join('')
  }
}
