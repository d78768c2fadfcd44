import { and, asc, desc, eq, gte, inArray, lt, sql, type SQL } from 'drizzle-orm'
import { usageEvents } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import { getGeneration } from '@/lib/usage/generation/queries'
import { allowedBy, type Allowed, type UsageFilter } from '@/lib/usage/filter'
import { isId } from '@/lib/ids'
import type { LogCursor } from '@/lib/usage/log/cursor'
import type { TimeSpan } from '@/lib/usage/time-grid'

/** One request as the ledger has it: its figures and its cost, never a prompt or an answer. */
export type LoggedRequest = typeof usageEvents.$inferSelect

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

/**
 * A page of single requests of a span, newest first. A page costs what it shows, wherever in the log it stands: it is read
 * along the primary key, from the cursor on. With a filter it costs what is passed over too: of a rare value, many.
 */
export async function listRequests(ctx: Ctx, question: LogQuestion): Promise<LogPage> {
  const rows = await pageQuery(ctx, question)
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
  return ctx.db
    .select()
    .from(usageEvents)
    .where(and(inSpan(ctx, narrowed(span, from)), beyond(from), ...allows(allowedBy(filter))))
    .orderBy(order(usageEvents.admittedAt), order(usageEvents.id))
    .limit(sizeOf(question) + 1)
}

function sizeOf({ limit }: LogQuestion): number {
  return Math.min(Math.max(1, limit), MOST)
}

/** One request by its id, whatever the page shows otherwise; null where the account has none, or it is no id. */
export async function findRequest(ctx: Ctx, id: string): Promise<LoggedRequest | null> {
  return isId('request', id) ? getGeneration(ctx.db, ctx.accountId, id) : null
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

function beyond(at: LogQuestion['from']): SQL | undefined {
  if (!at) return undefined
  const { admittedAt, id } = at.cursor
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
