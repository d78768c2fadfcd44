import { Worker } from 'node:worker_threads'

export interface CountRequest {
  readonly id: number
  readonly text: string
  readonly withinMs: number
}
export interface CountReply {
  readonly id: number
  /** Null: there was not enough time. */
  readonly tokens: number | null
}

const withinMs = 1_000
/** The tokenizer's tables take a moment to load; `warmUp` has that done before anyone waits for it. */
const firstWithinMs = 15_000

/** Counts tokens where an upstream reported none: on a thread of its own, in bounded time, and by length when that is not enough. */
export class TokenCounter {
  #worker: Worker | null = null
  #loaded = false
  #nextId = 1
  readonly #waiting = new Map<number, (tokens: number | null) => void>()

  /** An estimate: by OpenAI's current tokenizer, else a token per four bytes. Never rejects. */
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
    const worker = (this.#worker ??= this.#start())
    const id = this.#nextId++
    return new Promise(resolve => {
      const finish = (tokens: number | null) => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        resolve(tokens)
      }
      const timer = setTimeout(() => finish(null), this.#loaded ? withinMs : firstWithinMs)
      this.#waiting.set(id, finish)
      worker.postMessage({ id, text, withinMs } satisfies CountRequest)
    })
  }

  #start(): Worker {
    const worker = new Worker(new URL('./tokens.worker.ts', import.meta.url))
    worker.unref()
    worker.on('message', ({ id, tokens }: CountReply) => {
      this.#loaded = true
      this.#waiting.get(id)?.(tokens)
    })
    worker.on('error', () => {
      this.#worker = null
      this.#loaded = false
      for (const finish of [...this.#waiting.values()]) finish(null)
    })
    return worker
  }
}

export function byLength(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}
