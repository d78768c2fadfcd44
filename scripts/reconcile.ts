import { parseArgs } from 'node:util'
import { openDb } from '@/db/client'
import { getPlatformNow } from '@/lib/clock/queries'
import { env } from '@/lib/env'
import { getFirstPeriod } from '@/lib/invoices/queries'
import { reconcilePeriod } from '@/lib/invoices/reconcile/commands'
import { firstDifference, toTable, type PeriodCheck } from '@/lib/invoices/reconcile/report'
import { parsePeriod, periodOf, periodsBetween, type Period } from '@/lib/period'
import { stripe } from '@/lib/stripe/client'

/**
 * `npm run reconcile` compares events, rollups, shards, invoices and Stripe's invoices of every account, in every month
 * (`-- --period 2026-10`: in one), and fails with the first difference. It changes nothing but the record of what it found.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { period: { type: 'string' } } })
  const asked = values.period === undefined ? null : parsePeriod(values.period)
  if (asked && !asked.ok) throw new Error(asked.error.message)
  const settings = env()
  const { db, close } = openDb(settings.databaseUrl, { name: 'serika-reconcile' })
  try {
    const now = await getPlatformNow(db, settings.mode)
    const first = await getFirstPeriod(db)
    const all: Period[] = first ? periodsBetween(first, periodOf(now)) : []
    const checks: PeriodCheck[] = []
    for (const period of asked ? [asked.value] : all) {
      const check = await reconcilePeriod({ db, stripe: stripe(), width: 8 }, period, now)
      console.log(`${toTable(check)}\n`)
      checks.push(check)
    }
    const difference = firstDifference(checks)
    if (difference !== null) throw new Error(difference)
    console.log('Everything agrees, to the nano-dollar.')
  } finally {
    await close()
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
