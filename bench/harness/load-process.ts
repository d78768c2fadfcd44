import { createWriteStream } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { runAsChild } from '@/bench/harness/child'
import { attempt, type Attempt, type Caller } from '@/bench/harness/load/client'
import { nextAsk, type Mix } from '@/bench/harness/load/mix'
import { pick, randomFrom } from '@/bench/harness/random'

export interface LoadSettings {
  /** Origins to ask, at random. */
  readonly targets: readonly string[]
  readonly callers: readonly Caller[]
  readonly connections: number
  readonly mix: Mix
  readonly seed: number
  /** Every attempt is written here, a line each. */
  readonly logFile: string
  /** A connection goes home once it was refused so often in a row because the limit is reached; null: never. */
  readonly refusalsUntilHome: number | null
}

/** Told `stop`, the load ends once what is under way has ended; told `wait`, once every connection went home. Answers how many attempts were made. */
export type LoadMessage = 'stop' | 'wait'

/** On average, before a client asks again. */
const pauseMs = { complete: 0, hung_up: 0, refused: 100, broken: 50, unreachable: 200 }

/** Clients in a process of their own, each asking again as soon as it has its answer. */
runAsChild<LoadSettings>(async settings => {
  const load = new Load(settings)
  return {
    ready: null,
    onMessage: message => {
      if (message === 'stop') load.stop()
      return load.ended
    },
  }
})

class Load {
  readonly ended: Promise<number>
  readonly #log
  readonly #dispatcher: Agent
  #stopping = false
  #attempts = 0

  constructor(private readonly settings: LoadSettings) {
    this.#log = createWriteStream(settings.logFile, { flags: 'a' })
    this.#dispatcher = new Agent({
      connections: settings.connections,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: 2_000 },
    })
    const clients = Array.from({ length: settings.connections }, (_, index) => this.#client(index))
    this.ended = Promise.all(clients).then(async () => {
      await new Promise(resolve => this.#log.end(resolve))
      await this.#dispatcher.destroy()
      return this.#attempts
    })
  }

  stop(): void {
    this.#stopping = true
  }

  async #client(index: number): Promise<void> {
    const { targets, callers, mix, seed, refusalsUntilHome } = this.settings
    const random = randomFrom(seed * 10_000 + index)
    let refusals = 0
    while (!this.#stopping && (refusalsUntilHome === null || refusals < refusalsUntilHome)) {
      const caller = pick(random, callers)
      const seen = await attempt(
        this.#dispatcher,
        pick(random, targets),
        caller,
        nextAsk(mix, caller.account, random),
      )
      this.#attempts += 1
      this.#log.write(`${JSON.stringify(seen)}\n`)
      refusals = isLimit(seen) ? refusals + 1 : seen.outcome === 'complete' ? 0 : refusals
      await sleep(pauseMs[seen.outcome] * (0.5 + random()))
    }
  }
}

function isLimit({ errorCode }: Attempt): boolean {
  return errorCode === 'account_spend_limit_exceeded'
}
