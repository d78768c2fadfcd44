import { Worker } from 'node:worker_threads'

export interface CountRequest {
  readonly text: string
  readonly withinMs: number
}
export interface CountReply {
  /** Null: there was not enough time. */
  readonly tokens: number | null
}

interface Asked {
  readonly text: string
  /** By the monotonic clock: who asked does not wait any longer. */
  readonly deadlineMs: number
  readonly answer: (tokens: number | null) => void
}

const withinMs = 1_000
/** The tokenizer's tables take a moment to load; `warmUp` has that done before anyone waits for it. */
const firstWithinMs = 15_000

/**
 * Counts tokens where an upstream reported none: on a thread of its own, in bounded time, and by length when that is not
 * enough. One text at a time: those for which nobody waits any longer are never begun, so that the counter catches up at once.
 */
export class TokenCounter {
  #worker: Worker | null = null
  #loaded = false
  /** First come, first served. */
  readonly #waiting = new Set<Asked>()
  /** On the thread, whether or not somebody still waits for it. */
  #counted: Asked | null = null

  /** An estimate: by OpenAI's current tokenizer, else a token per four bytes. Never rejects; within about a second. */
  async count(text: string): Promise<number> {
    if (text === '') return 0
    return (await this.#ask(text)) ?? byLength(text)
  }

  warmUp(): void {
    void this.count('.')
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #ask(text: string): Promise<number | null> {
    const allowedMs = this.#loaded ? withinMs : firstWithinMs
    return new Promise(resolve => {
      const asked: Asked = {
        text,
        deadlineMs: performance.now() + allowedMs,
        answer: tokens => {
          clearTimeout(timer)
          this.#waiting.delete(asked)
          resolve(tokens)
        },
      }
      const timer = setTimeout(asked.answer, allowedMs, null)
      this.#waiting.add(asked)
      this.#next()
    })
  }

  #next(): void {
    const [asked] = this.#waiting
    if (this.#counted || !asked) return
    this.#counted = asked
    const worker = (this.#worker ??= this.#start())
    const request: CountRequest = { text: asked.text, withinMs: asked.deadlineMs - performance.now() }
    worker.postMessage(request)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./tokens.worker.ts', import.meta.url))
    worker.unref()
    worker.on('message', ({ tokens }: CountReply) => {
      this.#loaded = true
      this.#counted?.answer(tokens)
      this.#counted = null
      this.#next()
    })
    worker.on('error', () => undefined)
    worker.on('exit', () => {
      this.#worker = null
      this.#loaded = false
      this.#counted = null
      for (const { answer } of [...this.#waiting]) answer(null)
    })
    return worker
  }
}

export function byLength(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}
