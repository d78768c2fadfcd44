import type { Db } from '@/db/client'
import type { RateLimits } from '@/gateway/rate-limits'
import type { GatewayId } from '@/lib/ids'
import { exchangeRates } from '@/lib/limits/exchange/commands'
import type { Logger } from '@/lib/log'

const everyMs = 150

/** Tells the other gateways what this one grants near a rate limit, and hears what they do. A lone gateway talks to nobody. */
export class RateExchange {
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | null = null
  #failed = false
  /** Whether the others know of something that may have to be taken back. */
  #saidSomething = false

  constructor(
    private readonly parts: {
      readonly db: Db
      readonly id: GatewayId
      readonly rateLimits: RateLimits
      readonly log: Logger
    },
  ) {
    this.#timer = setInterval(() => {
      this.#running ??= this.#exchange().finally(() => {
        this.#running = null
      })
    }, everyMs)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  /** Where it fails, every gateway goes on by what it heard last; should that last, none of them serves. */
  async #exchange(): Promise<void> {
    const { db, id, rateLimits, log } = this.parts
    if (rateLimits.liveGateways === 1) return
    try {
      const reports = rateLimits.report()
      const isNews = reports.size > 0 || this.#saidSomething
      rateLimits.learn(await exchangeRates(db, id, isNews ? reports : null))
      this.#saidSomething = reports.size > 0
      this.#failed = false
    } catch (error) {
      if (!this.#failed) log.warn({ err: error }, 'rate limits could not be exchanged')
      this.#failed = true
    }
  }
}
