/** What an answer said so far, kept only to count its tokens should the upstream not report them. */
export class OutputTally {
  readonly #parts: string[] = []

  /** Takes a message of an answer, or the delta of a chunk; whatever is neither says nothing. */
  add(message: unknown): void {
    if (!isRecord(message)) return
    for (const name of ['content', 'refusal', 'reasoning', 'reasoning_content']) this.#say(message[name])
    if (!Array.isArray(message.tool_calls)) return
    for (const call of message.tool_calls as unknown[]) {
      const called = isRecord(call) ? (call.function ?? call.custom) : null
      if (!isRecord(called)) continue
      for (const name of ['name', 'arguments', 'input']) this.#say(called[name])
    }
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0
  }

  get text(): string {
    return this.#parts.join('')
  }

  #say(part: unknown): void {
    if (typeof part === 'string' && part !== '') this.#parts.push(part)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
