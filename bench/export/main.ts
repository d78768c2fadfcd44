import { sql } from 'drizzle-orm'
import { createAccount } from '@/bench/harness/accounts'
import { BenchDatabase } from '@/bench/harness/database'
import { printTable } from '@/bench/harness/table'
import type { Db } from '@/db/client'
import type { Ctx } from '@/lib/ctx'
import { usagePages } from '@/lib/exports/queries'
import { mapPages, openCsv } from '@/lib/exports/stream'
import { toUsageCells, usageHeader } from '@/lib/exports/usage-rows'
import { formatCount } from '@/lib/format'
import type { AccountId } from '@/lib/ids'
import { fromUsd } from '@/lib/money'
import { noFilter } from '@/lib/usage/queries'

/** `npm run bench:export`: a usage export of a million rows, complete to the nano-dollar and in constant memory. */
const DAYS = 20
const KEYS = 1_250
const MODELS = 8
const ENDPOINTS = [
  '/chat/completions',
  '/generate/text',
  '/images/generations',
  '/generate/image',
  '/jobs/images',
]
const ROWS = DAYS * KEYS * MODELS * ENDPOINTS.length
/** More memory than a file of a tenth of the rows may take: what the collector leaves lying, not what grows with the rows. */
const MAX_GROWTH_MIB = 48
const from = new Date('2026-03-01T00:00:00Z')
const dayAfter = (days: number) => new Date(from.getTime() + days * 86_400_000)
const to = dayAfter(DAYS)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const database = await BenchDatabase.start()
const { accountId } = await createAccount(database.db, null)
await fill(database.db, accountId)
const ctx = { db: database.db, accountId, now: to }
const startBytes = process.memoryUsage().rss
const tenth = await drain(ctx, dayAfter(DAYS / 10))
const result = await drain(ctx, to)
await database.stop()

printTable(
  'Usage export',
  ['rows', 'MiB', 'seconds', 'most memory over the start, MiB'],
  [tenth, result].map(({ rows, bytes, seconds, peakBytes }) => [
    formatCount(rows),
    mib(bytes),
    seconds.toFixed(1),
    mib(peakBytes - startBytes),
  ]),
)
const expectedNanos = (BigInt(ROWS) * BigInt(ROWS + 1)) / 2n
const problems = [
  ...(result.rows === ROWS ? [] : [`${result.rows} rows instead of ${ROWS}`]),
  ...(result.nanos === expectedNanos ? [] : [`${result.nanos} nanos instead of ${expectedNanos}`]),
  ...(result.peakBytes - tenth.peakBytes <= MAX_GROWTH_MIB * 2 ** 20
    ? []
    : [`over ${MAX_GROWTH_MIB} MiB more memory for ten times the rows`]),
]
for (const problem of problems) console.log(`FAILED: ${problem}`)
console.log(`\nbench:export ${problems.length === 0 ? 'passed' : 'FAILED'}`)
process.exit(problems.length === 0 ? 0 : 1)

/** Folded days, each row with a cost of its own: 1, 2, 3 … nano-dollars. A day at a time: a database that is silent is cut off. */
async function fill(db: Db, accountId: AccountId): Promise<void> {
  for (let day = 0; day < DAYS; day += 1)
    await db.execute(sql`
      INSERT INTO usage_daily
      SELECT ${accountId}, ${from.toISOString()}::timestamptz + make_interval(days => ${day}), 'key_' || lpad(k::text, 6, '0'), e, 'model_' || m,
        'prc', 'succeeded', 1, 100, 10, 0, 0, ${day * (ROWS / DAYS)}::bigint + row_number() OVER (), 0
      FROM generate_series(1, ${KEYS}) AS k, generate_series(1, ${MODELS}) AS m, unnest(string_to_array(${ENDPOINTS.join(',')}, ',')) AS e`)
  await db.execute(sql`
    UPDATE ledger_state SET hourly_until = ${to.toISOString()}::timestamptz, daily_until = ${to.toISOString()}::timestamptz`)
}

async function drain(ctx: Ctx, until: Date) {
  const startedMs = performance.now()
  const decoder = new TextDecoder()
  let [bytes, lines, nanos, peakBytes] = [0, 0, 0n, 0]
  let rest = ''
  const pages = mapPages(usagePages(ctx, { from, to: until }, noFilter), toUsageCells)
  for await (const chunk of await openCsv(usageHeader, pages)) {
    bytes += chunk.length
    const [last = '', ...whole] = (rest + decoder.decode(chunk, { stream: true })).split('\r\n').toReversed()
    rest = last
    for (const line of whole) {
      lines += 1
      if (!line.startsWith('from,')) nanos += fromUsd(line.slice(line.lastIndexOf(',') + 1))
    }
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss)
  }
  const seconds = (performance.now() - startedMs) / 1_000
  return { rows: lines - 1, bytes, nanos, seconds, peakBytes }
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0)
}
