import { startChild, type Child } from '@/bench/harness/child'
import type { CloseOrder, CloserSettings } from '@/bench/close/closer-process'
import { createPayers } from '@/bench/close/payers'
import { findFaults } from '@/bench/close/verdict'
import type { Db } from '@/db/client'
import { closeMonth } from '@/lib/invoices/month/commands'
import type { CloseSummary } from '@/lib/invoices/month/summary'
import { createLog } from '@/lib/log'
import type { Period } from '@/lib/period'
import { serveSandbox, type SandboxServer } from '@/lib/stripe/testing'

/** Where a close is killed: right after Stripe did the n-th call and before we have its answer, or so long after the start. */
export type KillPoint = { readonly afterCall: number } | { readonly afterMs: number }

export interface KillRound {
  readonly at: KillPoint
  readonly resumedAfterHours: number
  /** Whether the process really was killed on the way: a point beyond the close's end kills nothing. */
  readonly killed: boolean
  readonly faults: readonly string[]
}

const closerFile = `${import.meta.dirname}/closer-process.ts`

/** A Stripe sandbox and closers that are killed in front of it, over and over, each time with accounts of their own. */
export class KillBench {
  private calls = 0
  private onCall: ((calls: number) => Promise<void>) | null = null
  private next: Promise<Child<string>> | null = null

  private constructor(
    private readonly db: Db,
    private readonly databaseUrl: string,
    private readonly period: Period,
    private readonly clock: { now: Date },
    private readonly parts: { sandbox?: SandboxServer },
  ) {}

  /** `now` lies past the end of the period. */
  static async start(db: Db, databaseUrl: string, period: Period, now: Date): Promise<KillBench> {
    const bench = new KillBench(db, databaseUrl, period, { now }, {})
    bench.parts.sandbox = await serveSandbox({
      now: () => bench.clock.now,
      afterCall: async () => {
        bench.calls += 1
        await bench.onCall?.(bench.calls)
      },
    })
    return bench
  }

  get stripe() {
    return this.sandbox.stripe
  }

  private get sandbox(): SandboxServer {
    if (!this.parts.sandbox) throw new Error('the sandbox is not up')
    return this.parts.sandbox
  }

  /** How many calls to Stripe, and how many milliseconds, a close of so many accounts takes that nobody disturbs. */
  async measure(accounts: number): Promise<{ calls: number; ms: number }> {
    await createPayers(this.db, this.stripe, this.period, accounts)
    const closer = await this.takeCloser()
    this.calls = 0
    const startedMs = performance.now()
    await closer.ask<CloseSummary>(this.order())
    const ms = performance.now() - startedMs
    this.next = Promise.resolve(closer)
    return { calls: this.calls, ms }
  }

  /** Kills a close of these many accounts, lets so many hours pass, resumes it here, and looks at what came of it. */
  async round(at: KillPoint, resumedAfterHours: number, accounts: number): Promise<KillRound> {
    const payers = await createPayers(this.db, this.stripe, this.period, accounts)
    const closer = await this.takeCloser()
    const killed = await this.closeAndKill(closer, at)
    this.next = killed ? this.startCloser() : Promise.resolve(closer)
    this.clock.now = new Date(this.clock.now.getTime() + resumedAfterHours * 3_600_000)
    await this.sandbox.tick()
    const deps = { db: this.db, stripe: this.stripe, log: createLog('bench', 'silent') }
    const resumed = await closeMonth(deps, this.period, this.clock.now)
    const failures = resumed.ok
      ? resumed.value.failures
      : [{ accountId: 'all', reason: resumed.error.message }]
    const unbilled = failures.map(({ accountId, reason }) => `${accountId}: ${reason}`)
    const faults = await findFaults(this.db, this.stripe, this.period, payers)
    return { at, resumedAfterHours, killed, faults: [...unbilled, ...faults] }
  }

  /** Whether the close was killed before it came to its end. */
  private async closeAndKill(closer: Child<string>, at: KillPoint): Promise<boolean> {
    this.calls = 0
    const disarm = this.arm(closer, at)
    const killed = await closer.ask<CloseSummary>(this.order()).then(
      () => false,
      () => true,
    )
    disarm()
    if (killed) await closer.ended
    return killed
  }

  async stop(): Promise<void> {
    ;(await this.next)?.kill('SIGKILL')
    await this.sandbox.close()
  }

  private arm(closer: Child<string>, at: KillPoint): () => void {
    if ('afterMs' in at) {
      const timer = setTimeout(() => closer.kill('SIGKILL'), at.afterMs)
      return () => clearTimeout(timer)
    }
    this.onCall = async calls => {
      if (calls !== at.afterCall) return
      closer.kill('SIGKILL')
      await closer.ended
    }
    return () => {
      this.onCall = null
    }
  }

  private takeCloser(): Promise<Child<string>> {
    return this.next ?? this.startCloser()
  }

  /** Starting one takes longer than a close: the next is on its way while the last is looked after. */
  private startCloser(): Promise<Child<string>> {
    const settings: CloserSettings = {
      databaseUrl: this.databaseUrl,
      stripeUrl: this.sandbox.baseUrl,
      pace: null,
      width: 2,
    }
    return startChild<string>(closerFile, { settings })
  }

  private order(): CloseOrder {
    return { period: this.period, now: this.clock.now }
  }
}
