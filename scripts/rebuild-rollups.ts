import { parseArgs } from 'node:util'
import { openDb } from '@/db/client'
import { getPlatformNow } from '@/lib/clock/queries'
import { env } from '@/lib/env'
import { rebuildEverything } from '@/lib/usage/rollups/rebuild/commands'

/**
 * `npm run rollups:rebuild` compares everything that is summed up with the events that it is summed up from, account by
 * account and month by month, and repairs what differs. Beside live traffic; stopped, it goes on where it was
 * (`-- --restart`: from the beginning).
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { restart: { type: 'boolean', default: false } } })
  const settings = env()
  const { db, close } = openDb(settings.databaseUrl, { name: 'serika-rebuild', max: 2 })
  try {
    const { compared, wrong } = await rebuildEverything(db, await getPlatformNow(db, settings.mode), {
      restart: values.restart,
      onRepaired: (accountId, period, repaired) =>
        console.log(
          `${accountId} ${period}: repaired ${[...repaired].map(([table, rows]) => `${rows} of ${table}`).join(', ')}`,
        ),
    })
    console.log(
      wrong === 0
        ? `Nothing differs: ${compared} months of accounts are what their events say.`
        : `${wrong} of ${compared} months of accounts were wrong, and are right now.`,
    )
  } finally {
    await close()
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
