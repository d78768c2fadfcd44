import { lengthOf, promptTokensOf, type UpstreamChatRequest } from '@/bench/harness/upstream/request'

const words = [' the', ' sea', ' rises', ' and', ' falls', ' as', ' moon', ' pulls', ' it', ' twice']

/** One answer while it is made: every choice gains tokens with time, at one pace, whether anybody reads them or not. */
export class Generation {
  readonly promptTokens: number
  readonly n: number
  readonly perChoice: number
  readonly hidden: number
  readonly isTool: boolean
  readonly finishReason: string

  constructor(
    request: UpstreamChatRequest,
    private readonly tokensPerSecond: number,
    private readonly startedMs: number,
  ) {
    const { total, hidden, capped } = lengthOf(request)
    this.promptTokens = promptTokensOf(request)
    this.n = request.n ?? 1
    this.perChoice = total
    this.hidden = hidden
    this.isTool = request.tools !== undefined && typeof request.tool_choice === 'object'
    this.finishReason = capped ? 'length' : this.isTool ? 'tool_calls' : 'stop'
  }

  get durationMs(): number {
    return (this.perChoice / this.tokensPerSecond) * 1_000
  }

  /** Tokens that each choice has by then. */
  tokensAt(nowMs: number): number {
    const made = Math.floor(((nowMs - this.startedMs) / 1_000) * this.tokensPerSecond)
    return Math.max(0, Math.min(made, this.perChoice))
  }

  /** The text of a choice's tokens from one to another; what is hidden has none. */
  textOf(from: number, to: number): string {
    let text = ''
    for (let i = Math.max(from, this.hidden); i < to; i += 1) text += words[i % words.length] ?? ''
    return text
  }

  usage(perChoice = this.perChoice) {
    const completion = perChoice * this.n
    return {
      prompt_tokens: this.promptTokens,
      completion_tokens: completion,
      total_tokens: this.promptTokens + completion,
      completion_tokens_details: { reasoning_tokens: Math.min(this.hidden, perChoice) * this.n },
    }
  }
}
