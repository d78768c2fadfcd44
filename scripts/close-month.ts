import { parseArgs } from 'node:util'
import { openDb } from '@/db/client'
import { getPlatformNow } from '@/lib/clock/queries'
import { env } from '@/lib/env'
import { toTable } from '@/lib/invoices/month/report'
import { closeMonth } from '@/lib/invoices/month/commands'
import { createLog } from '@/lib/log'
import { parsePeriod } from '@/lib/period'
import { stripe } from '@/lib/stripe/client'

/**
 * `npm run close-month -- --period 2026-10` makes the invoices of a past month and prints how it went. The worker does the
 * same by itself every hour; running both, or this twice, changes nothing.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { period: { type: 'string' } } })
  if (values.period === undefined) throw new Error('Say which month: npm run close-month -- --period 2026-10')
  const period = parsePeriod(values.period)
  if (!period.ok) throw new Error(period.error.message)
  const settings = env()
  const { db, close } = openDb(settings.databaseUrl, { name: 'serika-close-month' })
  try {
    const deps = { db, stripe: stripe(), log: createLog('close-month', 'silent') }
    const closed = await closeMonth(deps, period.value, await getPlatformNow(db, settings.mode))
    if (!closed.ok) throw new Error(closed.error.message)
    console.log(toTable(closed.value))
    if (closed.value.failures.length > 0) process.exitCode = 1
  } finally {
    await close()
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
