import { sql } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import { daysIn, type Span } from '@/lib/exports/days'
import type { DetailUsage } from '@/lib/exports/detail/rows'
import { toExportedKey, type KeyColumns } from '@/lib/exports/exported-key'
import { inPages } from '@/lib/exports/queries'
import { rollupRows } from '@/lib/usage/queries'

/** Rows that are read at a time: some megabytes. */
const PAGE_ROWS = 5_000

/** The usage of a span by day, key, endpoint and price, in that order, in pages; what failed is left out, as on the invoice. */
export async function* dailyDetail(
  ctx: Ctx,
  span: Span,
  pageRows = PAGE_ROWS,
): AsyncGenerator<DetailUsage[]> {
  for (const day of daysIn(span))
    yield* inPages(pageRows, (after?: DetailUsage) => listDaily(ctx, day, after, pageRows))
}

/** The same by request, in the order of admission. */
export async function* requestDetail(
  ctx: Ctx,
  span: Span,
  pageRows = PAGE_ROWS,
): AsyncGenerator<DetailUsage[]> {
  yield* inPages(pageRows, (after?: DetailUsage) => listRequests(ctx, span, after, pageRows))
}

async function listDaily(
  ctx: Ctx,
  day: Span,
  after: DetailUsage | undefined,
  limit: number,
): Promise<DetailUsage[]> {
  const { rows } = await ctx.db.execute<DetailColumns>(sql`
    SELECT used.*, ${day.from.toISOString()}::timestamptz AS at, NULL::text AS request_id, p.image_nanos IS NOT NULL AS is_image,
      k.name AS key_name, k.status AS key_status, k.secret_prefix, k.secret_last_four
    FROM (
      SELECT key_id, endpoint COLLATE "C" AS endpoint, model_id, price_id, sum(requests)::bigint AS requests,
        sum(input_tokens)::bigint AS input_tokens, sum(output_tokens)::bigint AS output_tokens, sum(images)::bigint AS images,
        sum(cost_nanos)::bigint AS cost_nanos, sum(input_cost_nanos)::bigint AS input_cost_nanos
      FROM (${rollupRows(ctx, day.from, day.to, 'day')}) AS usage
      WHERE status <> 'failed' AND (key_id, endpoint COLLATE "C", model_id, price_id)
        > (${after?.keyId ?? ''}, ${after?.endpoint ?? ''}, ${after?.modelId ?? ''}, ${after?.priceId ?? ''})
      GROUP BY 1, 2, 3, 4
      ORDER BY 1, 2, 3, 4
      LIMIT ${limit}
    ) AS used
    LEFT JOIN prices p ON p.id = used.price_id
    LEFT JOIN api_keys k ON k.account_id = ${ctx.accountId} AND k.id = used.key_id
    ORDER BY used.key_id, used.endpoint, used.model_id, used.price_id`)
  return rows.map(toUsage)
}

async function listRequests(
  ctx: Ctx,
  { from, to }: Span,
  after: DetailUsage | undefined,
  limit: number,
): Promise<DetailUsage[]> {
  const { rows } = await ctx.db.execute<DetailColumns>(sql`
    SELECT used.*, p.image_nanos IS NOT NULL AS is_image,
      k.name AS key_name, k.status AS key_status, k.secret_prefix, k.secret_last_four
    FROM (
      SELECT admitted_at AS at, id AS request_id, key_id, endpoint, model_id, price_id, 1 AS requests,
        input_tokens, output_tokens, images, cost_nanos, input_cost_nanos
      FROM usage_events
      WHERE account_id = ${ctx.accountId} AND admitted_at >= ${from.toISOString()}::timestamptz
        AND admitted_at < ${to.toISOString()}::timestamptz AND status <> 'failed'
        AND (admitted_at, id) > (${(after?.at ?? from).toISOString()}::timestamptz, ${after?.requestId ?? ''})
      ORDER BY admitted_at, id
      LIMIT ${limit}
    ) AS used
    LEFT JOIN prices p ON p.id = used.price_id
    LEFT JOIN api_keys k ON k.account_id = ${ctx.accountId} AND k.id = used.key_id
    ORDER BY used.at, used.request_id`)
  return rows.map(toUsage)
}

interface DetailColumns extends KeyColumns, Record<string, unknown> {
  readonly at: Date | string
  readonly request_id: string | null
  readonly key_id: string
  readonly endpoint: string
  readonly model_id: string
  readonly price_id: string
  readonly is_image: boolean
  readonly requests: string | number
  readonly input_tokens: string | number
  readonly output_tokens: string | number
  readonly images: string | number
  readonly cost_nanos: string
  readonly input_cost_nanos: string
  readonly key_name: string | null
  readonly key_status: string | null
  readonly secret_prefix: string | null
  readonly secret_last_four: string | null
}

function toUsage(row: DetailColumns): DetailUsage {
  return {
    at: new Date(row.at),
    requestId: row.request_id,
    keyId: row.key_id,
    key: toExportedKey(row),
    endpoint: row.endpoint,
    modelId: row.model_id,
    priceId: row.price_id,
    isImage: row.is_image,
    requests: Number(row.requests),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    images: Number(row.images),
    costNanos: BigInt(row.cost_nanos),
    inputCostNanos: BigInt(row.input_cost_nanos),
  }
}
