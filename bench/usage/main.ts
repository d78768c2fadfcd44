import { parseArgs } from 'node:util'
import { printTable } from '@/bench/harness/table'
import { timeRuns, type Times } from '@/bench/harness/timing'
import { breadth } from '@/bench/usage/account'
import { daysFor, makeHistories, startDatabase } from '@/bench/usage/history'
import { shapesOf, type Shape } from '@/bench/usage/shapes'
import { newId, type AccountId } from '@/lib/ids'

/**
 * `npm run bench:usage`: every question of the usage page, asked of an account with four million hours and of one with a tenth
 * of them, as broad. `-- --rows 400000` for a shorter history, `-- --runs 9` per question.
 */
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '4000000' }, runs: { type: 'string', default: '9' } },
})
const runs = Number(values.runs)
/** On a Sunday in the middle of a month, some minutes after the hour; clocks have changed within the 90 days. */
const now = new Date('2026-11-15T14:20:00Z')
const zones = [
  { zone: 'UTC', targetMs: 20 },
  { zone: 'Asia/Kolkata', targetMs: 50 },
  { zone: 'America/New_York', targetMs: 50 },
]
const MAX_RATIO = 1.5
/** Below this, what is asked and answered takes longer than what is read, and a ratio says nothing. */
const RATIO_FROM_MS = 5

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const { db, stop } = await startDatabase()
const [full, tenth] = [newId('account', now), newId('account', now)]
const heavy = [
  { accountId: full, breadth, percent: 100 },
  { accountId: tenth, breadth, percent: 10 },
]
await makeHistories(db, heavy, daysFor(Number(values.rows)), now)

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
await stop()
for (const problem of problems) console.log(`FAILED: ${problem}`)
console.log(`\nbench:usage ${problems.length === 0 ? 'passed' : 'FAILED'}`)
process.exit(problems.length === 0 ? 0 : 1)

interface Measured {
  readonly shape: Shape
  readonly full: Times
  readonly tenth: Times
}

/** From the question to its answer in memory: statement, transfer and decoding. */
function time(shape: Shape, accountId: AccountId): Promise<Times> {
  return timeRuns(runs, () => shape.run({ db, accountId, now }))
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
