import { eq, inArray, sql, type SQL } from 'drizzle-orm'
import { models, prices } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import type { PricedModel } from '@/lib/usage-api/line-items'
import type { UsageQuery, UsageSums } from '@/lib/usage-api/usage-query'
import { rollupRows } from '@/lib/usage/queries'

/**
 * Sums by bucket and group, ordered by both, exact to the last settled request: minutes from events, hours and days from
 * rollups. At most `limit` rows: where there are more, the last bucket may not be whole.
 */
export async function listUsageSums(ctx: Ctx, query: UsageQuery, limit: number): Promise<UsageSums[]> {
  const { groupBy, span } = query
  const { rows } = await ctx.db.execute<SumColumns>(sql`
    SELECT date_trunc(${sql.raw(units[span.width])}, bucket, 'UTC') AS bucket, ${column('key_id', groupBy.key)},
      ${column('model_id', groupBy.model)}, ${column('price_id', groupBy.price)},
      sum(requests)::bigint AS requests, sum(input_tokens)::bigint AS input_tokens,
      sum(output_tokens)::bigint AS output_tokens, sum(images)::bigint AS images, sum(cost_nanos)::bigint AS cost_nanos,
      sum(input_cost_nanos)::bigint AS input_cost_nanos
    FROM (${source(ctx, query)}) AS usage
    WHERE ${conditions(query)}
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    LIMIT ${limit}`)
  return rows.map(toSums)
}

/** The price rows of those ids, each with its model, by id. */
export async function getPricedModels(
  { db }: Ctx,
  priceIds: readonly string[],
): Promise<Map<string, PricedModel>> {
  if (priceIds.length === 0) return new Map()
  const rows = await db
    .select({ price: prices, modelName: models.name })
    .from(prices)
    .innerJoin(models, eq(models.id, prices.modelId))
    .where(inArray(prices.id, [...priceIds]))
  return new Map(rows.map(({ price, modelName }) => [price.id, { ...price, modelName }]))
}

const units = { '1m': `'minute'`, '1h': `'hour'`, '1d': `'day'` } as const

function source(ctx: Ctx, { span: { from, to, width } }: UsageQuery): SQL {
  if (width !== '1m') return rollupRows(ctx, from, to, width === '1h' ? 'hour' : 'day')
  return sql`
    SELECT admitted_at AS bucket, key_id, endpoint, model_id, price_id, 1 AS requests, input_tokens, output_tokens, images,
      cost_nanos, input_cost_nanos
    FROM usage_events
    WHERE account_id = ${ctx.accountId} AND admitted_at >= ${from.toISOString()}::timestamptz
      AND admitted_at < ${to.toISOString()}::timestamptz`
}

function column(name: 'key_id' | 'model_id' | 'price_id', isGrouped: boolean): SQL {
  return sql.raw(isGrouped ? name : `NULL::text AS ${name}`)
}

function conditions({ endpoints, keyIds, modelIds, variants }: UsageQuery): SQL {
  const among = (name: string, values: readonly string[]) =>
    values.length === 0 ? [] : [sql`${sql.raw(name)} IN ${bound(values)}`]
  const all = [
    ...among('endpoint', endpoints),
    ...among('key_id', keyIds),
    ...among('model_id', modelIds),
    ...(variants.length === 0
      ? []
      : [sql`price_id IN (SELECT id FROM prices WHERE variant IN ${bound(variants)})`]),
  ]
  return all.length === 0 ? sql`true` : sql.join(all, sql` AND `)
}

function bound(values: readonly string[]): SQL {
  return sql`(${sql.join(
    values.map(value => sql`${value}`),
    sql`, `,
  )})`
}

interface SumColumns extends Record<string, unknown> {
  readonly bucket: Date | string
  readonly key_id: string | null
  readonly model_id: string | null
  readonly price_id: string | null
  readonly requests: string
  readonly input_tokens: string
  readonly output_tokens: string
  readonly images: string
  readonly cost_nanos: string
  readonly input_cost_nanos: string
}

function toSums(row: SumColumns): UsageSums {
  return {
    bucket: new Date(row.bucket),
    keyId: row.key_id,
    modelId: row.model_id,
    priceId: row.price_id,
    requests: Number(row.requests),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    images: Number(row.images),
    costNanos: BigInt(row.cost_nanos),
    inputCostNanos: BigInt(row.input_cost_nanos),
  }
}
