import { and, asc, desc, eq, lt, sql, type SQL } from 'drizzle-orm'
import type { Db, DbOrTx } from '@/db/client'
import { invoiceLines, invoices, monthCloses } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import { isId, type AccountId, type InvoiceId } from '@/lib/ids'
import { toBill, type Bill, type InvoiceLine, type UsageSum } from '@/lib/invoices/lines'
import { endOf, periodOf, startOf, type Period } from '@/lib/period'

export type InvoiceRow = typeof invoices.$inferSelect
export type InvoiceWithLines = InvoiceRow & { readonly lines: InvoiceLine[] }

/** The bill of the current period so far, by the very code that makes the final one. */
export async function getRunningBill(ctx: Ctx): Promise<Bill & { period: Period }> {
  const period = periodOf(ctx.now)
  return { period, ...toBill(await getUsageSums(ctx.db, ctx.accountId, period)) }
}

/** What an account used in a period, by price row, exact to the last settled request. Throws rather than leave out usage that has no price. */
export async function getUsageSums(db: DbOrTx, accountId: AccountId, period: Period): Promise<UsageSum[]> {
  const { rows } = await db.execute<SumRow>(sql`
    SELECT used.*, m.name AS model_name, p.variant, p.effective_from, p.input_nanos, p.output_nanos, p.image_nanos
    FROM (
      SELECT model_id, price_id,
        sum(input_tokens) FILTER (WHERE status <> 'failed') AS input_tokens,
        sum(output_tokens) FILTER (WHERE status <> 'failed') AS output_tokens,
        sum(images) FILTER (WHERE status <> 'failed') AS images,
        sum(cost_nanos) AS cost_nanos, sum(input_cost_nanos) AS input_cost_nanos
      FROM usage_base
      WHERE account_id = ${accountId} AND bucket >= ${startOf(period)} AND bucket < ${endOf(period)}
      GROUP BY model_id, price_id
    ) AS used
    LEFT JOIN prices p ON p.id = used.price_id
    LEFT JOIN models m ON m.id = used.model_id
    ORDER BY used.model_id, used.price_id`)
  return rows.map(toUsageSum)
}

/** The account's invoices, newest period first; `before` continues after the last one seen. */
export async function listInvoices(
  ctx: Ctx,
  { limit, before = null }: { readonly limit: number; readonly before?: Period | null },
): Promise<InvoiceRow[]> {
  const own = eq(invoices.accountId, ctx.accountId)
  return ctx.db
    .select()
    .from(invoices)
    .where(before ? and(own, lt(invoices.period, before)) : own)
    .orderBy(desc(invoices.period), desc(invoices.id))
    .limit(limit)
}

/** One invoice with its lines; null where the account has none of that id. */
export async function getInvoice(ctx: Ctx, id: string): Promise<InvoiceWithLines | null> {
  if (!isId('invoice', id)) return null
  const [invoice] = await ctx.db.select().from(invoices).where(sameInvoice(ctx.accountId, id))
  return invoice ? { ...invoice, lines: await listLines(ctx.db, ctx.accountId, id) } : null
}

/** The lines of an invoice, in order. */
export async function listLines(db: DbOrTx, accountId: AccountId, invoiceId: string): Promise<InvoiceLine[]> {
  return db
    .select({
      lineNo: invoiceLines.lineNo,
      modelId: invoiceLines.modelId,
      priceId: invoiceLines.priceId,
      direction: invoiceLines.direction,
      description: invoiceLines.description,
      quantity: invoiceLines.quantity,
      rateNanos: invoiceLines.rateNanos,
      costNanos: invoiceLines.costNanos,
      cents: invoiceLines.cents,
    })
    .from(invoiceLines)
    .where(and(eq(invoiceLines.accountId, accountId), eq(invoiceLines.invoiceId, invoiceId)))
    .orderBy(asc(invoiceLines.lineNo))
}

/** Our row of one bill, by account and period. */
export async function findInvoice(
  db: DbOrTx,
  accountId: AccountId,
  period: Period,
): Promise<InvoiceRow | null> {
  const [row] = await db
    .select()
    .from(invoices)
    .where(and(eq(invoices.accountId, accountId), eq(invoices.period, period)))
  return row ?? null
}

/** Accounts after `after` that used anything in the period or have a bill for it, in order: what a month close goes through. */
export async function listAccountsToBill(
  db: Db,
  period: Period,
  after: string,
  limit: number,
): Promise<AccountId[]> {
  const { rows } = await db.execute<{ account_id: AccountId }>(
    sql`SELECT account_id FROM (${accountsToBill(period)}) AS billed
        WHERE account_id > ${after} ORDER BY account_id LIMIT ${limit}`,
  )
  return rows.map(row => row.account_id)
}

export async function countAccountsToBill(db: Db, period: Period): Promise<number> {
  const { rows } = await db.execute<{ accounts: number }>(
    sql`SELECT count(*)::int AS accounts FROM (${accountsToBill(period)}) AS billed`,
  )
  return rows[0]?.accounts ?? 0
}

function accountsToBill(period: Period): SQL {
  return sql`
    SELECT account_id FROM usage_base WHERE bucket >= ${startOf(period)} AND bucket < ${endOf(period)}
    UNION SELECT account_id FROM invoices WHERE period = ${period}`
}

/** How the closing of periods goes or went, the latest period first. */
export async function listMonthCloses(db: Db, limit: number) {
  return db.select().from(monthCloses).orderBy(desc(monthCloses.period)).limit(limit)
}

/** The first period that an account existed in; null while there is none. */
export async function getFirstPeriod(db: Db): Promise<Period | null> {
  const { rows } = await db.execute<{ first: string | null }>(
    sql`SELECT to_char(min(created_at) AT TIME ZONE 'UTC', 'YYYY-MM') AS first FROM accounts`,
  )
  return (rows[0]?.first ?? null) as Period | null
}

/** Periods whose bills are all out. */
export async function listInvoicedPeriods(db: Db): Promise<Set<string>> {
  const { rows } = await db.execute<{ period: string }>(
    sql`SELECT period FROM periods WHERE invoiced_at IS NOT NULL`,
  )
  return new Set(rows.map(row => row.period))
}

export function sameInvoice(accountId: AccountId, id: string) {
  return and(eq(invoices.accountId, accountId), eq(invoices.id, id as InvoiceId))
}

interface SumRow extends Record<string, unknown> {
  readonly model_id: string
  readonly price_id: string
  readonly model_name: string | null
  readonly variant: string | null
  readonly effective_from: string
  readonly input_nanos: string | null
  readonly output_nanos: string | null
  readonly image_nanos: string | null
  readonly input_tokens: string | null
  readonly output_tokens: string | null
  readonly images: string | null
  readonly cost_nanos: string
  readonly input_cost_nanos: string
}

function toUsageSum(row: SumRow): UsageSum {
  const rate = (nanos: string | null) => (nanos === null ? null : BigInt(nanos))
  if (row.model_name === null || row.variant === null)
    throw new Error(`usage of ${row.model_id} at the price ${row.price_id}, which is not in the price book`)
  return {
    modelId: row.model_id,
    modelName: row.model_name,
    priceId: row.price_id,
    variant: row.variant,
    effectiveFrom: new Date(row.effective_from),
    inputNanos: rate(row.input_nanos),
    outputNanos: rate(row.output_nanos),
    imageNanos: rate(row.image_nanos),
    inputTokens: Number(row.input_tokens ?? 0),
    outputTokens: Number(row.output_tokens ?? 0),
    images: Number(row.images ?? 0),
    costNanos: BigInt(row.cost_nanos),
    inputCostNanos: BigInt(row.input_cost_nanos),
  }
}
