import { parseArgs } from 'node:util'
import { printTable } from '@/bench/harness/table'
import { toTimes } from '@/bench/harness/timing'
import { createOwner, type Owner } from '@/bench/page/owner'
import { measureLive } from '@/bench/page/live'
import { breadth } from '@/bench/usage/account'
import { daysFor, makeHistories, startDatabase } from '@/bench/usage/history'
import { syncCatalog } from '@/lib/catalog/commands'
import { readCatalog } from '@/lib/catalog/catalog'
import { startSystem } from '@/e2e/system'

/**
 * `npm run bench:page`: the usage page and the request log of an account with four million hours, asked of a whole system in a
 * production build; and how soon an open page hears of a request. `-- --rows 400000` for a shorter history; `-- --stay` leaves
 * the system up to look at.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '4000000' },
    runs: { type: 'string', default: '20' },
    stay: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
/** From the request to the first byte of its answer, milliseconds, the 95th of a hundred. */
const TARGET_MS = 100
/** From the end of a request to the API until the page that it shows on has been read anew. */
const LIVE_TARGET_MS = 1_000

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const { db, url, stop } = await startDatabase()
const now = new Date()
await syncCatalog(db, now)
const modelIds = readCatalog().map(({ model }) => model.id)
const wide = { ...breadth, modelIds: modelIds.slice(0, breadth.modelIds.length) }
const owner = await createOwner(db, wide, now)
await makeHistories(
  db,
  [{ accountId: owner.accountId, breadth: wide, percent: 100 }],
  daysFor(Number(values.rows)),
  now,
)
const system = await startSystem({ settings: { DATABASE_URL: url, NEXTAUTH_SECRET: owner.secret } })

const pages = [
  '/usage',
  '/usage?period=1h',
  '/usage?period=24h',
  '/usage?period=24h&per=minute',
  '/usage?period=7d&group=key',
  '/usage?period=30d&compare=1',
  '/usage?period=90d&group=endpoint&view=table',
  '/usage?period=90d&metric=latency',
  '/usage?period=7d&metric=ttft&group=key',
  '/usage?period=30d&metric=errors&group=status',
  `/usage?period=90d&key=${wide.keyIds[3]}&key=${wide.keyIds[8]}&model=${encodeURIComponent(wide.modelIds[2] ?? '')}`,
  '/usage?period=30d&zone=Asia%2FKolkata',
  '/requests',
  '/requests?period=30d&status=failed',
]
const problems: string[] = []
const lines: string[][] = []
for (const path of pages) {
  const answers = await measurePage(path)
  const [first, whole] = [
    toTimes(answers.map(({ firstMs }) => firstMs)),
    toTimes(answers.map(({ wholeMs }) => wholeMs)),
  ]
  lines.push([
    path,
    ...[first.p50, first.p95, whole.p50, whole.p95].map(ms => ms.toFixed(0)),
    kib(answers[0]?.bytes ?? 0),
  ])
  if (first.p95 > TARGET_MS) problems.push(`${path}: ${first.p95.toFixed(0)} ms to the first byte`)
}
printTable(
  `Pages, in milliseconds; target ${TARGET_MS} to the first byte, at the 95th percentile`,
  ['page', 'first byte p50', 'p95', 'whole page p50', 'p95', 'KiB'],
  lines,
)
const live = toTimes(await measureLive(system, owner, runs))
printTable(
  'From a finished request to the page that shows it, in milliseconds',
  ['p50', 'p95'],
  [[live.p50.toFixed(0), live.p95.toFixed(0)]],
)
if (live.p95 > LIVE_TARGET_MS) problems.push(`live: ${live.p95.toFixed(0)} ms`)

if (values.stay) {
  console.log(`\n${system.appUrl} as ${owner.email} with ${owner.password}; Ctrl-C ends it.`)
  await new Promise(() => undefined)
}
await system.stop()
await stop()
for (const problem of problems) console.log(`FAILED: ${problem}`)
console.log(`\nbench:page ${problems.length === 0 ? 'passed' : 'FAILED'}`)
process.exit(problems.length === 0 ? 0 : 1)

/** One after the other, after two that warm up. */
async function measurePage(path: string): Promise<{ firstMs: number; wholeMs: number; bytes: number }[]> {
  const answers = []
  for (let i = -2; i < runs; i += 1) {
    const answer = await ask(owner, path)
    if (i >= 0) answers.push(answer)
  }
  return answers
}

async function ask({ cookie }: Owner, path: string) {
  const startedMs = performance.now()
  const answer = await fetch(system.appUrl + path, { headers: { cookie }, redirect: 'error' })
  if (answer.status !== 200 || !answer.body) throw new Error(`${path} was answered ${answer.status}`)
  let [firstMs, bytes] = [0, 0]
  for await (const chunk of answer.body) {
    if (firstMs === 0) firstMs = performance.now() - startedMs
    bytes += (chunk as Uint8Array).length
  }
  return { firstMs, wholeMs: performance.now() - startedMs, bytes }
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(0)
}
