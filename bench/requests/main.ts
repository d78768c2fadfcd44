import { parseArgs } from 'node:util'
import { printTable } from '@/bench/harness/table'
import { timeRuns, type Times } from '@/bench/harness/timing'
import { DAYS, fillRequests, forgetOnCrash, keyName, modelName, RARE_KEY } from '@/bench/requests/account'
import { startDatabase } from '@/bench/usage/history'
import { formatCount } from '@/lib/format'
import { newId, type AccountId } from '@/lib/ids'
import { addDays } from '@/lib/usage/buckets'
import { noFilter, type UsageFilter } from '@/lib/usage/filter'
import { findRequest, listRequests, type LogQuestion } from '@/lib/usage/log/queries'
import { ensurePartitions } from '@/lib/usage/partitions/commands'
import { foldRollups } from '@/lib/usage/rollups/commands'

/**
 * `npm run bench:requests`: pages of the request log of an account with fifty million requests, and of one with a tenth of them:
 * the newest, one in the middle and the oldest, under each kind of filter. `-- --rows 5000000` for a shorter one.
 */
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '50000000' }, runs: { type: 'string', default: '20' } },
})
const rows = Number(values.rows)
const runs = Number(values.runs)
const PAGE = 50
const TARGET_MS = 50
/** Sorts before the id of every request. */
const firstId = newId('request', new Date(0))
const MAX_RATIO = 1.5
/** Below this, what is asked and answered takes longer than what is read, and a ratio says nothing. */
const RATIO_FROM_MS = 10

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const from = new Date('2026-08-15T00:00:00Z')
const to = addDays(from, DAYS)
const startedMs = performance.now()
const { db, stop } = await startDatabase()
await ensurePartitions(db, to)
await forgetOnCrash(db)
const full = await fillRequests(db, from, rows)
const tenth = await fillRequests(db, from, rows / 10)
await foldRollups(db, addDays(to, 1))
await db.$client.query('VACUUM (ANALYZE)')
const sizes = await db.$client.query<{ size: string }>(
  'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
)
console.log(
  `built in ${Math.round((performance.now() - startedMs) / 1_000)} s: ${await countRequests(full)} and ${await countRequests(tenth)} requests in ${DAYS} days, ${sizes.rows[0]?.size}`,
)

const filters: Record<string, UsageFilter> = {
  everything: noFilter,
  'one key of four': { ...noFilter, keyIds: [keyName(2)] },
  'key, endpoint and model': {
    ...noFilter,
    keyIds: [keyName(1)],
    endpoints: ['/generate/text'],
    modelIds: [modelName(0)],
  },
  'failed, one in a thousand': { ...noFilter, statuses: ['failed'] },
  'a key of one request a day': { ...noFilter, keyIds: [RARE_KEY] },
  'what never was': { ...noFilter, keyIds: [RARE_KEY], modelIds: ['provider/none'] },
}
type Place = 'newest' | 'middle' | 'oldest' | 'back from the oldest'
const places: readonly Place[] = ['newest', 'middle', 'oldest', 'back from the oldest']

const problems: string[] = []
const lines: string[][] = []
for (const [name, filter] of Object.entries(filters))
  for (const place of places) {
    const measured = {
      full: await timePage(full, filter, place),
      tenth: await timePage(tenth, filter, place),
    }
    record(`${name}, ${place}`, measured)
  }
record('one request by its id', { full: await timeFind(full), tenth: await timeFind(tenth) })
printTable(
  `A page of ${PAGE}, in milliseconds; target ${TARGET_MS} at the 95th percentile`,
  ['page', 'requests on it', 'p50', 'p95', 'with a tenth, p50', 'p95'],
  lines,
)
await stop()
for (const problem of problems) console.log(`FAILED: ${problem}`)
console.log(`\nbench:requests ${problems.length === 0 ? 'passed' : 'FAILED'}`)
process.exit(problems.length === 0 ? 0 : 1)

interface Page extends Times {
  readonly shown: number
}

function record(name: string, { full: all, tenth: part }: { full: Page; tenth: Page }): void {
  const ms = (value: number) => value.toFixed(1)
  lines.push([name, String(all.shown), ms(all.p50), ms(all.p95), ms(part.p50), ms(part.p95)])
  if (all.p95 > TARGET_MS) problems.push(`${name}: ${ms(all.p95)} ms at the 95th percentile`)
  if (all.p50 > RATIO_FROM_MS && all.p50 > part.p50 * MAX_RATIO)
    problems.push(`${name}: ${ms(all.p50 / part.p50)} times as long as with a tenth`)
}

async function timePage(accountId: AccountId, filter: UsageFilter, place: Place): Promise<Page> {
  const question = await questionAt(accountId, filter, place)
  const { requests } = await listRequests(ctxOf(accountId), question)
  return { shown: requests.length, ...(await timeRuns(runs, () => listRequests(ctxOf(accountId), question))) }
}

/** The question of the page there; its cursor is a request, as on the page. */
async function questionAt(accountId: AccountId, filter: UsageFilter, place: Place): Promise<LogQuestion> {
  const question = { span: { from, to }, filter, limit: PAGE }
  if (place === 'newest') return question
  const start = place === 'middle' ? addDays(from, DAYS / 2) : from
  const { requests } = await listRequests(ctxOf(accountId), {
    ...question,
    from: { cursor: { admittedAt: start, id: firstId }, direction: 'newer' },
  })
  const cursor = place === 'back from the oldest' ? requests.at(-1) : requests[0]
  if (!cursor) return question
  return { ...question, from: { cursor, direction: place === 'back from the oldest' ? 'newer' : 'older' } }
}

async function timeFind(accountId: AccountId): Promise<Page> {
  const question = await questionAt(accountId, noFilter, 'middle')
  const id = question.from?.cursor.id
  const find = () => findRequest(ctxOf(accountId), id ?? '')
  if (!(await find())) throw new Error('the request is found')
  return { shown: 1, ...(await timeRuns(runs, find)) }
}

async function countRequests(accountId: AccountId): Promise<string> {
  const counted = await db.$client.query<{ count: string }>(
    'SELECT sum(requests) AS count FROM usage_hourly WHERE account_id = $1',
    [accountId],
  )
  return formatCount(Number(counted.rows[0]?.count ?? 0))
}

function ctxOf(accountId: AccountId) {
  return { db, accountId, now: to }
}
