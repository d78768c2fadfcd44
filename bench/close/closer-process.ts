import { openDb } from '@/db/client'
import { runAsChild } from '@/bench/harness/child'
import { closeMonth } from '@/lib/invoices/month/commands'
import type { CloseSummary } from '@/lib/invoices/month/summary'
import { createLog } from '@/lib/log'
import type { Period } from '@/lib/period'
import { createStripe } from '@/lib/stripe/client'
import { secretKey } from '@/lib/stripe/testing'

export interface CloserSettings {
  readonly databaseUrl: string
  /** Origin of the Stripe sandbox. */
  readonly stripeUrl: string
  /** Requests per second; null: as fast as it goes. */
  readonly pace: number | null
  /** Accounts billed at the same time. */
  readonly width: number
}

export interface CloseOrder {
  readonly period: Period
  /** Platform time. */
  readonly now: Date
}

/** A process that closes months when it is told to, and can be killed on the way. */
runAsChild<CloserSettings>(settings => {
  const { db } = openDb(settings.databaseUrl, { name: 'serika-bench-closer', max: 12 })
  const stripe = createStripe({
    secretKey,
    apiBase: settings.stripeUrl,
    ...(settings.pace === null ? {} : { requestsPerSecond: settings.pace }),
  })
  const deps = { db, stripe, log: createLog('close', 'silent'), width: settings.width }
  return Promise.resolve({
    ready: 'ready',
    onMessage: async (message): Promise<CloseSummary> => {
      const { period, now } = message as CloseOrder
      const closed = await closeMonth(deps, period, now)
      if (!closed.ok) throw new Error(closed.error.message)
      return closed.value
    },
  })
})
