import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import type { Lanes } from '@/gateway/lanes'
import { adminCallerOf } from '@/gateway/middleware/authenticate-admin'
import { Refusal } from '@/gateway/refusal'
import {
  bucketsIn,
  endOfBucket,
  fromCursor,
  pageOf,
  spanOf,
  toCursor,
  type BucketSpan,
  type BucketWidth,
} from '@/lib/usage-api/buckets'
import { getPricedModels, listUsageSums } from '@/lib/usage-api/queries'
import type { Prices, Result } from '@/lib/usage-api/results'
import type { UsageQuery, UsageSums } from '@/lib/usage-api/usage-query'

/** Rows held in memory for one answer. A page that would have more has fewer buckets, and says that there are more. */
const mostRows = 50_000

export interface UsageReads {
  readonly gateway: Pick<Gateway, 'db' | 'clock'>
  /** How many read at a time: long reads must not take the connections that settlement needs. */
  readonly lanes: Lanes
}

export interface PageRequest {
  readonly start: Date
  readonly end: Date | null
  readonly width: BucketWidth
  readonly limit: number
  readonly cursor: string | null
  /** What of the ledger the buckets add up; null where the filters leave nothing that there is. */
  readonly query: Omit<UsageQuery, 'span'> | null
  toResults(sums: readonly UsageSums[], prices: Prices): Result[]
}

/** Answers with a page of buckets in OpenAI's shape. */
export async function answerPage(
  { gateway: { db, clock }, lanes }: UsageReads,
  c: GatewayContext,
  request: PageRequest,
): Promise<Response> {
  const ctx = { db, accountId: adminCallerOf(c).account.id, now: clock.now() }
  const span = spanOf(request, ctx.now)
  const asked = pageOf(span, startOfPage(request.cursor, span), request.limit)
  const { query } = request
  const rows = query ? await lanes.run(() => listUsageSums(ctx, { ...query, span: asked }, mostRows + 1)) : []
  const page = cutTo(asked, rows[mostRows]?.bucket)
  const prices: Prices = query?.groupBy.price
    ? await getPricedModels(ctx, [...new Set(rows.flatMap(toPriceId))])
    : new Map()
  const sums = Map.groupBy(rows, ({ bucket }) => bucket.getTime())
  const hasMore = page.to < span.to
  return c.json({
    object: 'page',
    data: bucketsIn(page).map(start => ({
      object: 'bucket',
      start_time: toSeconds(start),
      end_time: toSeconds(endOfBucket(start, page.width)),
      results: request.toResults(sums.get(start.getTime()) ?? [], prices),
    })),
    has_more: hasMore,
    next_page: hasMore ? toCursor(page.to) : null,
  })
}

function startOfPage(cursor: string | null, span: BucketSpan): Date {
  if (cursor === null) return span.from
  const from = fromCursor(cursor, span)
  if (from) return from
  const problem = "Invalid value for 'page': it is not the next_page of an answer to these parameters."
  throw new Refusal('invalid_request', { problem, param: 'page' })
}

/** The page without the bucket whose rows were cut off, and without what comes after it. */
function cutTo(page: BucketSpan, firstCut: Date | undefined): BucketSpan {
  if (!firstCut) return page
  if (firstCut > page.from) return { ...page, to: firstCut }
  const problem = `A bucket has more than ${mostRows} groups. Name some api_key_ids, or group by less.`
  throw new Refusal('invalid_request', { problem, param: 'group_by' })
}

function toPriceId({ priceId }: UsageSums): string[] {
  return priceId === null ? [] : [priceId]
}

function toSeconds(at: Date): number {
  return at.getTime() / 1000
}
