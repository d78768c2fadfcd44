import type { Db } from '@/db/client'
import { openListener, type Listener } from '@/db/listen'
import { CONTROL_CHANNEL, parseNotice, type Notice } from '@/lib/control/channel'
import { listControlChanges } from '@/lib/control/queries'
import { heartbeat, registerGateway } from '@/lib/gateways/commands'
import { Liveness } from '@/lib/gateways/liveness'
import { countLiveGateways } from '@/lib/gateways/queries'
import type { GatewayId } from '@/lib/ids'
import type { Logger } from '@/lib/log'
import type { Period } from '@/lib/period'
import type { GatewayClock } from '@/gateway/clock'
import type { GatewaySettings } from '@/gateway/settings'

export type ControlChange = Awaited<ReturnType<typeof listControlChanges>>[number]

export interface ControlOptions {
  readonly db: Db
  readonly id: GatewayId
  readonly clock: GatewayClock
  readonly log: Logger
  readonly settings: Pick<GatewaySettings, 'databaseUrl' | 'mode' | 'heartbeatMs' | 'fenceAfterMs'>
  oldestReservedPeriod(): Period | null
  /** Applies committed changes to everything in memory; the acknowledgement follows at once. */
  apply(changes: readonly ControlChange[]): Promise<void>
  onSqueeze(notice: Extract<Notice, { kind: 'squeeze' }>): void
  onGateways(count: number): void
  onFenced(): void
}

const gatewaysEveryMs = 1_000

/**
 * This gateway's line to the ledger: notices on a connection of their own, and a heartbeat with a round trip on both
 * connections. Whatever is in memory counts only while that round trip is recent: a half-open socket delivers no notices and
 * no errors either.
 */
export class Control {
  #listener: Listener | null = null
  #appliedEpoch = 0
  readonly #liveness: Liveness
  #beating: Promise<void> | null = null
  #beatAgain = false
  #stopped = false
  #timer: NodeJS.Timeout | undefined
  #gatewaysCountedMs = Number.NEGATIVE_INFINITY

  constructor(private readonly options: ControlOptions) {
    this.#liveness = new Liveness(options.settings.fenceAfterMs)
  }

  /** Registers the gateway; from then on changes are acknowledged. `load` reads the caches after it, so that no change falls between. */
  async start(load: (barredThrough: Period | null) => Promise<void>): Promise<void> {
    const { db, id, settings, clock } = this.options
    await this.#listen()
    const sentMs = clock.monotonic()
    const registered = await registerGateway(db, {
      id,
      mode: settings.mode,
      fenceAfterMs: settings.fenceAfterMs,
    })
    clock.observe({ sentMs, receivedMs: clock.monotonic(), ...registered })
    this.#appliedEpoch = registered.epoch
    await load(registered.barredThrough)
    await this.#beat()
    this.#timer = setInterval(() => void this.#beat(), settings.heartbeatMs)
  }

  /** Whether what is in memory may be relied upon: the last round trip is recent and none has failed since. */
  isLive(): boolean {
    return !this.#stopped && this.#listener !== null && this.#liveness.isLive(this.options.clock.monotonic())
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#beating
    await this.#listener?.close()
  }

  async #listen(): Promise<void> {
    const { settings, log, onSqueeze } = this.options
    const listener = await openListener(settings.databaseUrl, {
      channel: CONTROL_CHANNEL,
      silenceMs: settings.fenceAfterMs / 2,
      onNotice: payload => {
        const notice = parseNotice(payload)
        if (notice?.kind === 'squeeze') onSqueeze(notice)
        else if (notice && notice.epoch > this.#appliedEpoch) void this.#beat()
      },
      onLost: error => {
        log.warn({ err: error }, 'the control connection is lost; nothing is served until it is back')
        if (this.#listener === listener) this.#listener = null
      },
    })
    this.#listener = listener
  }

  /** One beat at a time. A notice that comes during one makes another follow at once. */
  #beat(): Promise<void> {
    this.#beatAgain = this.#beating !== null
    this.#beating ??= this.#beatUntilQuiet().finally(() => {
      this.#beating = null
    })
    return this.#beating
  }

  async #beatUntilQuiet(): Promise<void> {
    do {
      this.#beatAgain = false
      try {
        await this.#roundTrip()
      } catch (error) {
        this.#liveness.lost()
        if (!this.#stopped) this.options.log.warn({ err: error }, 'the ledger did not answer a heartbeat')
        return
      }
    } while (this.#beatAgain && !this.#stopped)
  }

  /** Beat, apply what changed, and beat again to say so, until there is nothing new. */
  async #roundTrip(): Promise<void> {
    const { db, id, settings, clock } = this.options
    if (!this.#listener) await this.#listen()
    for (;;) {
      const sentMs = clock.monotonic()
      const [answer] = await Promise.all([
        heartbeat(db, {
          id,
          mode: settings.mode,
          ackedEpoch: this.#appliedEpoch,
          oldestReservedPeriod: this.options.oldestReservedPeriod(),
        }),
        this.#listener?.ping(),
      ])
      if (answer.fenced) {
        this.#stopped = true
        this.options.onFenced()
        return
      }
      clock.observe({ sentMs, receivedMs: clock.monotonic(), ...answer })
      if (answer.epoch <= this.#appliedEpoch) {
        this.#liveness.confirmed(sentMs)
        break
      }
      await this.#catchUp()
    }
    await this.#countGateways()
  }

  async #catchUp(): Promise<void> {
    const changes = await listControlChanges(this.options.db, this.#appliedEpoch)
    await this.options.apply(changes)
    this.#appliedEpoch = changes.at(-1)?.epoch ?? this.#appliedEpoch
  }

  async #countGateways(): Promise<void> {
    const now = this.options.clock.monotonic()
    if (now - this.#gatewaysCountedMs < gatewaysEveryMs) return
    this.#gatewaysCountedMs = now
    this.options.onGateways(await countLiveGateways(this.options.db))
  }
}
