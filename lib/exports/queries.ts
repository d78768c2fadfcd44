import { sql, type SQL } from 'drizzle-orm'
import type { Ctx } from '@/lib/ctx'
import type { CsvCell } from '@/lib/exports/csv'
import { daysIn, type Span } from '@/lib/exports/days'
import { toExportedKey, type KeyColumns } from '@/lib/exports/exported-key'
import { toInvoiceRows } from '@/lib/exports/invoice-rows'
import type { UsageRow } from '@/lib/exports/usage-rows'
import { listInvoices, listLines } from '@/lib/invoices/queries'
import { toPeriod, type Period } from '@/lib/period'
import type { UsageFilter } from '@/lib/usage/filter'
import { matches, rollupRows } from '@/lib/usage/queries'

/** Rows that are read at a time: some megabytes. A page sums up its whole day, so small pages of a busy day cost more. */
const PAGE_ROWS = 5_000
const PAGE_INVOICES = 50
const HOUR_MS = 3_600_000

/**
 * Usage of a span (ends on quarters of an hour) by day of the zone, key, endpoint and model, in that order. Read in pages, each a short query of one
 * day: a client that reads slowly holds neither memory nor a connection nor a snapshot. Every day is exact when it is read.
 */
export async function* usagePages(
  ctx: Ctx,
  span: Span,
  filter: UsageFilter,
  zone = 'UTC',
  pageRows = PAGE_ROWS,
): AsyncGenerator<UsageRow[]> {
  for (const day of daysIn(span, zone))
    yield* inPages(pageRows, (after?: UsageRow) => listUsage(ctx, day, filter, after, pageRows))
}

/** Every invoice of the account with its lines, newest first, as rows of the invoice export. */
export async function* invoicePages(ctx: Ctx): AsyncGenerator<CsvCell[][]> {
  for (let before: Period | null = null; ;) {
    const invoices = await listInvoices(ctx, { limit: PAGE_INVOICES, before })
    for (const invoice of invoices)
      yield toInvoiceRows(invoice, await listLines(ctx.db, ctx.accountId, invoice.id))
    const last = invoices.at(-1)
    if (!last || invoices.length < PAGE_INVOICES) return
    before = toPeriod(last.period)
  }
}

/** Pages of at most `size` rows until one is not full, each asked for by the row it comes after. */
export async function* inPages<Row>(
  size: number,
  list: (after?: Row) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after: Row | undefined; ;) {
    const rows = await list(after)
    if (rows.length > 0) yield rows
    if (rows.length < size) return
    after = rows.at(-1)
  }
}

async function listUsage(
  ctx: Ctx,
  day: Span,
  filter: UsageFilter,
  after: UsageRow | undefined,
  limit: number,
): Promise<UsageRow[]> {
  const { rows } = await ctx.db.execute<UsageColumns>(sql`
    SELECT used.*, m.name AS model_name, k.name AS key_name, k.status AS key_status, k.secret_prefix, k.secret_last_four
    FROM (
      SELECT key_id, endpoint COLLATE "C" AS endpoint, model_id,
        sum(requests)::bigint AS requests, coalesce(sum(requests) FILTER (WHERE status = 'failed'), 0)::bigint AS failed_requests,
        sum(input_tokens)::bigint AS input_tokens, sum(output_tokens)::bigint AS output_tokens, sum(images)::bigint AS images,
        sum(cost_nanos)::bigint AS cost_nanos
      FROM (${usageRows(ctx, day)}) AS usage
      WHERE ${matches(filter)}
        AND (key_id, endpoint COLLATE "C", model_id) > (${after?.keyId ?? ''}, ${after?.endpoint ?? ''}, ${after?.modelId ?? ''})
      GROUP BY 1, 2, 3
      ORDER BY 1, 2, 3
      LIMIT ${limit}
    ) AS used
    LEFT JOIN api_keys k ON k.account_id = ${ctx.accountId} AND k.id = used.key_id
    LEFT JOIN models m ON m.id = used.model_id
    ORDER BY used.key_id, used.endpoint, used.model_id`)
  return rows.map(row => ({
    span: day,
    keyId: row.key_id,
    key: toExportedKey(row),
    endpoint: row.endpoint,
    modelId: row.model_id,
    modelName: row.model_name,
    requests: Number(row.requests),
    failedRequests: Number(row.failed_requests),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    images: Number(row.images),
    costNanos: BigInt(row.cost_nanos),
  }))
}

/** Days of zones that are half an hour off, and hours cut short, are sums of quarter-hours. */
function usageRows(ctx: Ctx, { from, to }: Span): SQL {
  const isHour = (at: Date) => at.getTime() % HOUR_MS === 0
  if (isHour(from) && isHour(to)) return rollupRows(ctx, from, to, 'day')
  return sql`
    SELECT * FROM usage_base
    WHERE account_id = ${ctx.accountId} AND bucket >= ${from.toISOString()}::timestamptz AND bucket < ${to.toISOString()}::timestamptz`
}

interface UsageColumns extends KeyColumns, Record<string, unknown> {
  readonly key_id: string
  readonly endpoint: string
  readonly model_id: string
  readonly model_name: string | null
  readonly key_name: string | null
  readonly key_status: string | null
  readonly secret_prefix: string | null
  readonly secret_last_four: string | null
  readonly requests: string
  readonly failed_requests: string
  readonly input_tokens: string
  readonly output_tokens: string
  readonly images: string
  readonly cost_nanos: string
}
