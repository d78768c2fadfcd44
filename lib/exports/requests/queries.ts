import { sql } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import { daysIn, type Span } from '@/lib/exports/days'
import { toExportedKey, type KeyColumns } from '@/lib/exports/exported-key'
import { inPages } from '@/lib/exports/queries'
import type { RequestRow } from '@/lib/exports/request-rows'
import type { UsageFilter } from '@/lib/usage/filter'
import { matches } from '@/lib/usage/queries'

/** Rows that are read at a time: some megabytes. */
const PAGE_ROWS = 5_000

/**
 * Every request of a span, oldest first. Read in pages, each a short query of one day that goes on where the one before
 * stopped: a client that reads slowly holds neither memory nor a connection nor a snapshot, and the last page costs what the
 * first did.
 */
export async function* requestPages(
  ctx: Ctx,
  span: Span,
  filter: UsageFilter,
  pageRows = PAGE_ROWS,
): AsyncGenerator<RequestRow[]> {
  for (const day of daysIn(span))
    yield* inPages(pageRows, (after?: RequestRow) => listRequests(ctx, day, filter, after, pageRows))
}

async function listRequests(
  ctx: Ctx,
  { from, to }: Span,
  filter: UsageFilter,
  after: RequestRow | undefined,
  limit: number,
): Promise<RequestRow[]> {
  const start = (after?.at ?? from).toISOString()
  const { rows } = await ctx.db.execute<EventColumns>(sql`
    SELECT used.*, m.name AS model_name, k.name AS key_name, k.status AS key_status, k.secret_prefix, k.secret_last_four
    FROM (
      SELECT admitted_at, id, key_id, endpoint, model_id, status, http_status, error_code, input_tokens, output_tokens,
        reasoning_tokens, images, estimated, streamed, latency_ms, ttft_ms, cost_nanos
      FROM usage_events
      WHERE account_id = ${ctx.accountId} AND admitted_at >= ${start}::timestamptz
        AND admitted_at < ${to.toISOString()}::timestamptz
        AND (admitted_at, id) > (${start}::timestamptz, ${after?.id ?? ''}) AND ${matches(filter)}
      ORDER BY admitted_at, id
      LIMIT ${limit}
    ) AS used
    LEFT JOIN api_keys k ON k.account_id = ${ctx.accountId} AND k.id = used.key_id
    LEFT JOIN models m ON m.id = used.model_id
    ORDER BY used.admitted_at, used.id`)
  return rows.map(toRow)
}

interface EventColumns extends KeyColumns, Record<string, unknown> {
  readonly admitted_at: Date | string
  readonly id: string
  readonly key_id: string
  readonly endpoint: string
  readonly model_id: string
  readonly model_name: string | null
  readonly status: string
  readonly http_status: number
  readonly error_code: string | null
  readonly input_tokens: number
  readonly output_tokens: number
  readonly reasoning_tokens: number
  readonly images: number
  readonly estimated: boolean
  readonly streamed: boolean
  readonly latency_ms: number
  readonly ttft_ms: number | null
  readonly cost_nanos: string
  readonly key_name: string | null
  readonly key_status: string | null
  readonly secret_prefix: string | null
  readonly secret_last_four: string | null
}

function toRow(row: EventColumns): RequestRow {
  return {
    at: new Date(row.admitted_at),
    id: row.id,
    keyId: row.key_id,
    key: toExportedKey(row),
    endpoint: row.endpoint,
    modelId: row.model_id,
    modelName: row.model_name,
    status: row.status,
    httpStatus: row.http_status,
    errorCode: row.error_code,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    images: row.images,
    estimated: row.estimated,
    streamed: row.streamed,
    latencyMs: row.latency_ms,
    ttftMs: row.ttft_ms,
    costNanos: BigInt(row.cost_nanos),
  }
}
