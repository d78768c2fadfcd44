import { and, asc, desc, eq, gte, inArray, lt, sql, type SQL } from 'drizzle-orm'
import { usageEvents } from '@/db/schema'
import { forEachConcurrently } from '@/lib/concurrently'
import type { Ctx } from '@/lib/ctx'
import { isId, type RequestId } from '@/lib/ids'
import { getGeneration, type Generation } from '@/lib/usage/generation/queries'
import { allowedBy, type Allowed, type UsageFilter } from '@/lib/usage/filter'
import { addDays, earlier, later, startOfDay } from '@/lib/usage/buckets'
import type { LogCursor } from '@/lib/usage/log/cursor'
import { takeQuarters, type CountedQuarter } from '@/lib/usage/log/quarters'
import type { TimeSpan } from '@/lib/usage/time-grid'
import { getSumSeries } from '@/lib/usage/view/queries'

/** One request as the ledger has it: its figures and its cost, never a prompt or an answer. */
export type LoggedRequest = Generation & { readonly id: RequestId }

/** A page of the log, newest first, and whether there are more on either side of it. */
export interface LogPage {
  readonly requests: readonly LoggedRequest[]
  readonly hasNewer: boolean
  readonly hasOlder: boolean
}

export interface LogQuestion {
  readonly span: TimeSpan
  readonly filter: UsageFilter
  /** At most 200. */
  readonly limit: number
  /** Go on with what is older than one request, or with what is newer; the newest of the span without. */
  readonly from?: { readonly cursor: LogCursor; readonly direction: 'older' | 'newer' }
}

const MOST = 200
const QUARTER_MS = 900_000
const DAY_MS = 96 * QUARTER_MS
/** Quarter-hours are counted over at most so many days at a time. */
const MOST_DAYS = 100
/** One page must not take all connections of the process. */
const READS_AT_ONCE = 4

/**
 * A page of single requests of a span, newest first. A page costs what it shows, wherever in the log it stands: it is read
 * along the primary key, from the cursor on; with a filter, only in the quarter-hours that hold a match by the rollups.
 */
export async function listRequests(ctx: Ctx, question: LogQuestion): Promise<LogPage> {
  const rows = isNarrowed(question.filter)
    ? await readMatches(ctx, question)
    : toLogged(await pageQuery(ctx, question))
  const size = sizeOf(question)
  const more = rows.length > size
  const requests = rows.slice(0, size)
  if (question.from?.direction !== 'newer')
    return { requests, hasNewer: question.from !== undefined, hasOlder: more }
  return { requests: requests.reverse(), hasNewer: more, hasOlder: true }
}

/** The statement of a page: one row more than it shows, in the direction that it is read in. */
export function pageQuery(ctx: Ctx, question: LogQuestion) {
  const { span, filter, from } = question
  const order = from?.direction === 'newer' ? asc : desc
  const left = narrowed(span, from)
  return ctx.db
    .select()
    .from(usageEvents)
    .where(and(inSpan(ctx, left), beyond(from, left), ...allows(allowedBy(filter))))
    .orderBy(order(usageEvents.admittedAt), order(usageEvents.id))
    .limit(sizeOf(question) + 1)
}

/** Ids of events are minted by `newId` alone. */
function toLogged(events: readonly Generation[]): LoggedRequest[] {
  return events as LoggedRequest[]
}

async function readMatches(ctx: Ctx, question: LogQuestion): Promise<LoggedRequest[]> {
  const span = narrowed(question.span, question.from)
  const most = sizeOf(question) + 1
  const rows: LoggedRequest[] = []
  for await (const counted of matchingQuarters(ctx, { ...question, span }, most)) {
    for (let rest = counted; rest.length > 0 && rows.length < most;) {
      const taken = takeQuarters(rest, most - rows.length)
      rest = rest.slice(taken.length)
      rows.push(...(await readQuarters(ctx, question, span, taken)))
    }
    if (rows.length >= most) break
  }
  return rows.slice(0, most)
}

/** What matches in some quarter-hours, in their order. */
async function readQuarters(
  ctx: Ctx,
  question: LogQuestion,
  within: TimeSpan,
  quarters: readonly CountedQuarter[],
): Promise<LoggedRequest[]> {
  const found = new Map<CountedQuarter, LoggedRequest[]>()
  await forEachConcurrently(quarters, READS_AT_ONCE, async quarter => {
    const span = {
      from: later(within.from, quarter.at),
      to: earlier(within.to, new Date(quarter.at.getTime() + QUARTER_MS)),
    }
    found.set(quarter, toLogged(await pageQuery(ctx, { ...question, span })))
  })
  return quarters.flatMap(quarter => found.get(quarter) ?? [])
}

/**
 * Quarter-hours of the span with the number of matches in each, in the order of reading, those without any left out; as many at
 * a time as hold what a page of `most` needs, by what their days hold.
 */
async function* matchingQuarters(
  ctx: Ctx,
  { span, filter, from }: LogQuestion,
  most: number,
): AsyncGenerator<CountedQuarter[]> {
  const ascending = from?.direction === 'newer'
  const days = await countMatches(ctx, filter, daysIn(span))
  for (let queue = ascending ? days : days.toReversed(); queue.length > 0;) {
    const taken = takeQuarters(queue, most).slice(0, MOST_DAYS)
    queue = queue.slice(taken.length)
    const times = taken.map(({ at }) => at.getTime())
    const window = { from: new Date(Math.min(...times)), to: new Date(Math.max(...times) + DAY_MS) }
    const quarters = await countMatches(ctx, filter, quartersIn(window))
    const inSight = quarters.filter(
      ({ at }) => at < span.to && at.getTime() + QUARTER_MS > span.from.getTime(),
    )
    yield ascending ? inSight : inSight.toReversed()
  }
}

/** Stretches of equal length in which there is a match, with their number. */
async function countMatches(
  ctx: Ctx,
  filter: UsageFilter,
  starts: readonly Date[],
): Promise<CountedQuarter[]> {
  const [from, second] = starts
  const last = starts.at(-1)
  if (!from || !second || !last) return []
  const grid = { from, to: new Date(last.getTime() + second.getTime() - from.getTime()), starts }
  const [all] = await getSumSeries(ctx, { grid, filter, group: null }, 'requests')
  return starts.flatMap((at, i) => {
    const requests = Number(all?.values[i] ?? 0n)
    return requests > 0 ? [{ at, requests }] : []
  })
}

function isNarrowed(filter: UsageFilter): boolean {
  return Object.values(allowedBy(filter)).some(values => values !== null)
}

/** Two at least: their length is read from the first two. */
function daysIn({ from, to }: TimeSpan): Date[] {
  const first = startOfDay(from)
  const count = Math.ceil((to.getTime() - first.getTime()) / DAY_MS)
  return count <= 0 ? [] : Array.from({ length: Math.max(2, count) }, (_, i) => addDays(first, i))
}

function quartersIn({ from, to }: TimeSpan): Date[] {
  const count = (to.getTime() - from.getTime()) / QUARTER_MS
  return Array.from({ length: count }, (_, i) => new Date(from.getTime() + i * QUARTER_MS))
}

function sizeOf({ limit }: LogQuestion): number {
  return Math.min(Math.max(1, limit), MOST)
}

/** One request by its id, whatever the page shows otherwise; null where the account has none, or it is no id. */
export async function findRequest(ctx: Ctx, id: string): Promise<LoggedRequest | null> {
  if (!isId('request', id)) return null
  const event = await getGeneration(ctx.db, ctx.accountId, id)
  return event && { ...event, id }
}

function inSpan({ accountId }: Ctx, { from, to }: TimeSpan): SQL | undefined {
  return and(
    eq(usageEvents.accountId, accountId),
    gte(usageEvents.admittedAt, from),
    lt(usageEvents.admittedAt, to),
  )
}

/** The part of the span that the cursor leaves: bounds by which the planner leaves out whole months. */
function narrowed({ from, to }: TimeSpan, at: LogQuestion['from']): TimeSpan {
  if (!at) return { from, to }
  const { admittedAt } = at.cursor
  if (at.direction === 'newer') return { from: admittedAt > from ? admittedAt : from, to }
  const after = new Date(admittedAt.getTime() + 1)
  return { from, to: after < to ? after : to }
}

/** Only where the cursor lies in the span: the index would be read from a cursor that lies before it, whatever is between. */
function beyond(at: LogQuestion['from'], { from, to }: TimeSpan): SQL | undefined {
  if (!at) return undefined
  const { admittedAt, id } = at.cursor
  if (admittedAt < from || admittedAt >= to) return undefined
  const place = sql`(${admittedAt.toISOString()}::timestamptz, ${id})`
  const row = sql`(${usageEvents.admittedAt}, ${usageEvents.id})`
  return at.direction === 'older' ? sql`${row} < ${place}` : sql`${row} > ${place}`
}

function allows({ keyIds, endpoints, modelIds, statuses }: Allowed): SQL[] {
  return [
    keyIds && inArray(usageEvents.keyId, [...keyIds]),
    endpoints && inArray(sql`${usageEvents.endpoint}`, [...endpoints]),
    modelIds && inArray(usageEvents.modelId, [...modelIds]),
    statuses && inArray(sql`${usageEvents.status}`, [...statuses]),
  ].filter(condition => condition !== null)
}
