import { startChild } from '@/bench/harness/child'
import type { CloseOrder, CloserSettings } from '@/bench/close/closer-process'
import { createPayers, type Payer } from '@/bench/close/payers'
import { findFaults } from '@/bench/close/verdict'
import type { Db } from '@/db/client'
import type { CloseSummary } from '@/lib/invoices/month/summary'
import type { Period } from '@/lib/period'
import { createStripe } from '@/lib/stripe/client'
import { secretKey } from '@/lib/stripe/testing'

export interface LoadOptions {
  readonly accounts: number
  /** What every answer of Stripe takes at least. */
  readonly latencyMs: number
  /** Requests per second; null: as fast as it goes. */
  readonly pace: number | null
  readonly width: number
  /** How many requests Stripe answers with 429, in bursts of ten over the run. */
  readonly tooMany: number
}

export interface LoadResult {
  readonly seconds: number
  readonly summary: CloseSummary
  readonly payers: readonly Payer[]
  /** Calls to Stripe by operation, those answered with 429 included. */
  readonly calls: Readonly<Record<string, number>>
  readonly totalCalls: number
  /** A second close of the same month: what it asked Stripe. */
  readonly callsAgain: number
  readonly faults: readonly string[]
}

const dir = import.meta.dirname

/** Closes a month of many accounts in a process of its own, against a sandbox in another. */
export async function measureClose(
  db: Db,
  databaseUrl: string,
  period: Period,
  now: Date,
  options: LoadOptions,
): Promise<LoadResult> {
  const sandbox = await startChild<string>(`${dir}/stripe-process.ts`, { settings: { now } })
  const stripeUrl = sandbox.ready
  const control = async (method: string, path: string, body?: object) => {
    const init = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}
    return (await (await fetch(`${stripeUrl}/_stripe/${path}`, { method, ...init })).json()) as Requests
  }
  const stripe = createStripe({ secretKey, apiBase: stripeUrl })
  const payers = await createPayers(db, stripe, period, options.accounts)
  await control('POST', 'faults', { kind: 'latency', latency_ms: options.latencyMs })
  const bursts = Math.ceil(options.tooMany / 10)
  for (let burst = 0; burst < bursts; burst += 1) {
    const skip = Math.max(1, Math.floor((options.accounts * 3 * (burst + 0.5)) / bursts))
    await control('POST', 'faults', { kind: 'error', status: 429, skip, times: 10 })
  }
  await control('DELETE', 'requests')
  const { pace, width } = options
  const settings: CloserSettings = { databaseUrl, stripeUrl, pace, width }
  const closer = await startChild<string>(`${dir}/closer-process.ts`, { settings })
  const order: CloseOrder = { period, now }
  const startedMs = performance.now()
  const summary = await closer.ask<CloseSummary>(order)
  const seconds = (performance.now() - startedMs) / 1_000
  const { total, counts } = await control('GET', 'requests')
  await control('DELETE', 'requests')
  await closer.ask<CloseSummary>(order)
  const again = await control('GET', 'requests')
  await control('DELETE', 'faults')
  const faults = await findFaults(db, stripe, period, payers)
  closer.kill('SIGKILL')
  sandbox.kill('SIGKILL')
  return { seconds, summary, payers, calls: counts, totalCalls: total, callsAgain: again.total, faults }
}

interface Requests {
  readonly total: number
  readonly counts: Readonly<Record<string, number>>
}
