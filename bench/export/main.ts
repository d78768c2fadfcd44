import { fillEvents, fillRollups, from, ROWS, dayAfter, DAYS } from '@/bench/export/data'
import { drain, type Drained } from '@/bench/export/drain'
import { createAccount } from '@/bench/harness/accounts'
import { BenchDatabase } from '@/bench/harness/database'
import { printTable } from '@/bench/harness/table'
import { usagePages } from '@/lib/exports/queries'
import { requestHeader, toRequestCells } from '@/lib/exports/request-rows'
import { requestPages } from '@/lib/exports/requests/queries'
import { mapPages, openCsv } from '@/lib/exports/stream'
import { toUsageCells, usageHeader } from '@/lib/exports/usage-rows'
import { formatCount } from '@/lib/format'
import { noFilter } from '@/lib/usage/filter'

/** `npm run bench:export`: exports of a million rows, complete to the nano-dollar and in constant memory. */

/** More memory than a file of a tenth of the rows may take: what the collector leaves lying, not what grows with the rows. */
const MAX_GROWTH_MIB = 48

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const database = await BenchDatabase.start()
const { accountId } = await createAccount(database.db, null)
await fillRollups(database.db, accountId)
await fillEvents(database.db, accountId)
const ctx = { db: database.db, accountId, now: dayAfter(DAYS) }
const exports = {
  'usage by day': (to: Date) =>
    openCsv(usageHeader, mapPages(usagePages(ctx, { from, to }, noFilter), toUsageCells)),
  'single requests': (to: Date) =>
    openCsv(requestHeader, mapPages(requestPages(ctx, { from, to }, noFilter), toRequestCells)),
}
const tenthOf = dayAfter(DAYS / 10)
// Once unmeasured: what a first run leaves in memory for good is no matter of rows.
for (const open of Object.values(exports)) await drain(await open(tenthOf))
const startBytes = process.memoryUsage().rss
const results: { name: string; tenth: Drained; whole: Drained }[] = []
for (const [name, open] of Object.entries(exports)) {
  const tenth = await drain(await open(tenthOf))
  results.push({ name, tenth, whole: await drain(await open(dayAfter(DAYS))) })
}
await database.stop()

printTable(
  'Exports',
  ['file', 'rows', 'MiB', 'seconds', 'most memory over the start, MiB'],
  results.flatMap(({ name, tenth, whole }) =>
    [tenth, whole].map(({ rows, bytes, seconds, peakBytes }) => [
      name,
      formatCount(rows),
      mib(bytes),
      seconds.toFixed(1),
      mib(peakBytes - startBytes),
    ]),
  ),
)
const expectedNanos = (BigInt(ROWS) * BigInt(ROWS + 1)) / 2n
const problems = results.flatMap(({ name, tenth, whole }) => [
  ...(whole.rows === ROWS ? [] : [`${name}: ${whole.rows} rows instead of ${ROWS}`]),
  ...(whole.nanos === expectedNanos ? [] : [`${name}: ${whole.nanos} nanos instead of ${expectedNanos}`]),
  ...(whole.peakBytes - tenth.peakBytes <= MAX_GROWTH_MIB * 2 ** 20
    ? []
    : [`${name}: over ${MAX_GROWTH_MIB} MiB more memory for ten times the rows`]),
])
for (const problem of problems) console.log(`FAILED: ${problem}`)
console.log(`\nbench:export ${problems.length === 0 ? 'passed' : 'FAILED'}`)
process.exit(problems.length === 0 ? 0 : 1)

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0)
}
