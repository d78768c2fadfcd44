import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { printTable } from '@/bench/harness/table'
import { breadth, fillAccount, fillEvents, prepare, repeatDays } from '@/bench/usage/account'
import { shapesOf, type Shape } from '@/bench/usage/shapes'
import { openDb } from '@/db/client'
import { startEmbeddedPostgres } from '@/db/embedded'
import { migrate } from '@/db/migrate'
import { formatCount } from '@/lib/format'
import type { AccountId } from '@/lib/ids'
import { addDays, startOfDay } from '@/lib/usage/buckets'
import { ensurePartitions } from '@/lib/usage/partitions/commands'
import { foldRollups } from '@/lib/usage/rollups/commands'

/**
 * `npm run bench:usage`: every question of the usage page, asked of an account with four million hours and of one with a tenth
 * of them, as broad. `-- --rows 400000` for a shorter history, `-- --runs 9` per question.
 */
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '4000000' }, runs: { type: 'string', default: '9' } },
})
const perDay = breadth.keys * breadth.endpoints.length * breadth.models * 24
const days = Math.min(90, Math.max(2, Math.round(Number(values.rows) / perDay)))
const runs = Number(values.runs)
/** On a Sunday in the middle of a month, some minutes after the hour; clocks have changed within the 90 days. */
const now = new Date('2026-11-15T14:20:00Z')
const zones = [
  { zone: 'UTC', targetMs: 20 },
  { zone: 'Asia/Kolkata', targetMs: 50 },
  { zone: 'America/New_York', targetMs: 50 },
]
/** So many whole days are made and folded, and today; earlier days repeat them. */
const TEMPLATE_DAYS = 1
const MAX_RATIO = 1.5
/** Below this, what is asked and answered takes longer than what is read, and a ratio says nothing. */
const RATIO_FROM_MS = 5

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const startedMs = performance.now()
const dir = mkdtempSync(join(tmpdir(), 'serika-bench-'))
const server = await startEmbeddedPostgres({ dir, logFile: join(dir, 'postgres.log'), throwaway: dir })
await migrate(server.url())
const { db, close } = openDb(server.url(), { name: 'serika-bench', max: 6 })
await ensurePartitions(db, now)
await prepare(db, addDays(startOfDay(now), -TEMPLATE_DAYS))
const full = await build(100)
const tenth = await build(10)
await foldRollups(db, now)
await repeatDays(db, TEMPLATE_DAYS, days, now)
await db.$client.query('VACUUM (ANALYZE)')
console.log(
  `built in ${Math.round((performance.now() - startedMs) / 1_000)} s: ${await countHours(full)} and ${await countHours(tenth)} hours in ${days} days`,
)

const problems: string[] = []
for (const { zone, targetMs } of zones) {
  const lines = new Map<string, Measured[]>()
  for (const shape of shapesOf(now, zone)) {
    const measured = {
      shape,
      full: await time(shape, full),
      tenth: await time(shape, tenth),
    }
    lines.set(shape.line, [...(lines.get(shape.line) ?? []), measured])
    judge(zone, targetMs, measured)
  }
  report(zone, targetMs, lines)
}
await close()
await server.stop()
for (const problem of problems) console.log(`FAILED: ${problem}`)
console.log(`\nbench:usage ${problems.length === 0 ? 'passed' : 'FAILED'}`)
process.exit(problems.length === 0 ? 0 : 1)

interface Times {
  readonly p50: number
  readonly p95: number
}
interface Measured {
  readonly shape: Shape
  readonly full: Times
  readonly tenth: Times
}

async function build(percent: number): Promise<AccountId> {
  const accountId = await fillAccount(db, { ...breadth, days: TEMPLATE_DAYS }, percent, now)
  await fillEvents(db, accountId, 25, now)
  return accountId
}

/** Rows of `usage_hourly`. */
async function countHours(accountId: AccountId): Promise<string> {
  const { rows } = await db.$client.query<{ hours: string }>(
    'SELECT count(*) AS hours FROM usage_hourly WHERE account_id = $1',
    [accountId],
  )
  return formatCount(Number(rows[0]?.hours ?? 0))
}

/** From the question to its answer in memory: statement, transfer and decoding, after one run that warms up. */
async function time(shape: Shape, accountId: AccountId): Promise<Times> {
  const ctx = { db, accountId, now }
  await shape.run(ctx)
  const times: number[] = []
  for (let i = 0; i < runs; i += 1) {
    const askedMs = performance.now()
    await shape.run(ctx)
    times.push(performance.now() - askedMs)
  }
  times.sort((a, b) => a - b)
  const at = (p: number) => times[Math.ceil(p * times.length) - 1] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}

function ratioOf({ full: all, tenth: part }: Measured): number {
  return all.p50 / part.p50
}

function judge(zone: string, targetMs: number, measured: Measured): void {
  const { shape } = measured
  const what = `${zone}: ${shape.line}: ${shape.name}`
  if (measured.full.p95 > targetMs)
    problems.push(`${what}: ${measured.full.p95.toFixed(1)} ms at the 95th percentile, over ${targetMs}`)
  if (!shape.bySingleRequests && measured.full.p50 > RATIO_FROM_MS && ratioOf(measured) > MAX_RATIO)
    problems.push(`${what}: ${ratioOf(measured).toFixed(1)} times as long as with a tenth`)
}

function report(zone: string, targetMs: number, lines: ReadonlyMap<string, readonly Measured[]>): void {
  printTable(
    `${zone}, in milliseconds; target ${targetMs} at the 95th percentile`,
    ['question', 'shapes', 'p50', 'p95', 'slowest p50', 'slowest p95', 'with a tenth', 'slowest shape'],
    [...lines].map(([line, measured]) => {
      const slowest = measured.reduce((a, b) => (a.full.p95 >= b.full.p95 ? a : b))
      const middle = (of: (times: Times) => number) =>
        measured.map(({ full: times }) => of(times)).sort((a, b) => a - b)[Math.floor(measured.length / 2)] ??
        0
      return [
        line,
        String(measured.length),
        middle(times => times.p50).toFixed(1),
        middle(times => times.p95).toFixed(1),
        slowest.full.p50.toFixed(1),
        slowest.full.p95.toFixed(1),
        slowest.tenth.p95.toFixed(1),
        slowest.shape.name,
      ]
    }),
  )
}
