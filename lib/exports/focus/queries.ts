import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import { accounts, creditNotes, invoices } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import { daysIn, type Span } from '@/lib/exports/days'
import { toExportedKey, type KeyColumns } from '@/lib/exports/exported-key'
import {
  toCreditRow,
  toRoundingRow,
  toUsageRows,
  type FocusBill,
  type FocusRow,
  type FocusUsage,
} from '@/lib/exports/focus/rows'
import { inPages } from '@/lib/exports/queries'
import { findInvoice, type InvoiceRow } from '@/lib/invoices/queries'
import { endOf, periodsBetween, startOf, toPeriod, type Period } from '@/lib/period'
import { rollupRows } from '@/lib/usage/queries'

const PAGE_ROWS = 2_500
const MAX_CREDITS = 1_000

/**
 * The account's charges of whole billing periods, both ends included, as rows of FOCUS 1.2, in pages of one short query each.
 * Where an invoice is issued, the BilledCost of its rows sums to its total. Throws, rather than hand out a file that does not
 * match, where the ledger says otherwise than the invoice.
 */
export async function* focusPages(
  ctx: Ctx,
  first: Period,
  last: Period,
  pageRows = PAGE_ROWS,
): AsyncGenerator<FocusRow[]> {
  const accountName = await getAccountName(ctx)
  for (const period of periodsBetween(first, last)) {
    const invoice = await findInvoice(ctx.db, ctx.accountId, period)
    const issued = invoice !== null && isIssued(invoice) ? invoice : null
    const bill = { accountId: ctx.accountId, accountName, period, invoiceNumber: issued?.number ?? null }
    yield* usagePages(ctx, bill, issued, pageRows)
    const rounding = issued && toRoundingRow(bill, issued)
    if (rounding) yield [rounding]
    const credits = await listCreditsIssuedIn(ctx, period)
    if (credits.length > 0) yield credits.map(credit => toCreditRow(bill, credit))
  }
}

async function* usagePages(
  ctx: Ctx,
  bill: FocusBill,
  issued: InvoiceRow | null,
  pageRows: number,
): AsyncGenerator<FocusRow[]> {
  let sumNanos = 0n
  for (const day of daysIn({ from: startOf(bill.period), to: endOf(bill.period) })) {
    if (day.from > ctx.now) break
    for await (const page of inPages(pageRows, (after?: FocusUsage) =>
      listUsage(ctx, day, after, pageRows),
    )) {
      sumNanos += page.reduce((sum, usage) => sum + usage.costNanos, 0n)
      yield page.flatMap(usage => toUsageRows(bill, usage))
    }
  }
  if (issued && issued.totalNanos !== sumNanos)
    throw new Error(
      `${bill.accountId} used ${sumNanos} nanos in ${bill.period}, its invoice says ${issued.totalNanos}`,
    )
}

/** Whether the invoice stands: a voided one bills nothing, and one in the making not yet. */
function isIssued({ status }: InvoiceRow): boolean {
  return status === 'open' || status === 'paid' || status === 'uncollectible' || status === 'nothing_due'
}

async function getAccountName({ db, accountId }: Ctx): Promise<string> {
  const [row] = await db
    .select({ name: accounts.name })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  if (!row) throw new Error(`there is no account ${accountId}`)
  return row.name
}

async function listCreditsIssuedIn({ db, accountId }: Ctx, period: Period) {
  const rows = await db
    .select({
      amountCents: creditNotes.amountCents,
      number: creditNotes.number,
      corrects: invoices.period,
    })
    .from(creditNotes)
    .innerJoin(
      invoices,
      and(eq(invoices.accountId, creditNotes.accountId), eq(invoices.id, creditNotes.invoiceId)),
    )
    .where(
      and(
        eq(creditNotes.accountId, accountId),
        eq(creditNotes.status, 'issued'),
        gte(creditNotes.issuedAt, startOf(period)),
        lt(creditNotes.issuedAt, endOf(period)),
      ),
    )
    .orderBy(asc(creditNotes.issuedAt), asc(creditNotes.id))
    .limit(MAX_CREDITS + 1)
  if (rows.length > MAX_CREDITS) throw new Error(`${accountId} has too many credit notes in ${period}`)
  return rows.map(row => ({ ...row, corrects: toPeriod(row.corrects) }))
}

async function listUsage(
  ctx: Ctx,
  day: Span,
  after: FocusUsage | undefined,
  limit: number,
): Promise<FocusUsage[]> {
  const { rows } = await ctx.db.execute<UsageColumns>(sql`
    SELECT used.*, m.name AS model_name, p.variant, p.input_nanos, p.output_nanos, p.image_nanos,
      k.name AS key_name, k.status AS key_status, k.secret_prefix, k.secret_last_four
    FROM (
      SELECT key_id, model_id, price_id,
        sum(input_tokens)::bigint AS input_tokens, sum(output_tokens)::bigint AS output_tokens, sum(images)::bigint AS images,
        sum(cost_nanos)::bigint AS cost_nanos, sum(input_cost_nanos)::bigint AS input_cost_nanos
      FROM (${rollupRows(ctx, day.from, day.to, 'day')}) AS usage
      WHERE status <> 'failed'
        AND (key_id, model_id, price_id) > (${after?.keyId ?? ''}, ${after?.modelId ?? ''}, ${after?.priceId ?? ''})
      GROUP BY 1, 2, 3
      ORDER BY 1, 2, 3
      LIMIT ${limit}
    ) AS used
    LEFT JOIN prices p ON p.id = used.price_id
    LEFT JOIN models m ON m.id = used.model_id
    LEFT JOIN api_keys k ON k.account_id = ${ctx.accountId} AND k.id = used.key_id
    ORDER BY used.key_id, used.model_id, used.price_id`)
  return rows.map(row => toUsage(row, day))
}

function toUsage(row: UsageColumns, day: Span): FocusUsage {
  const rate = (nanos: string | null) => (nanos === null ? null : BigInt(nanos))
  if (row.model_name === null || row.variant === null)
    throw new Error(`usage of ${row.model_id} at the price ${row.price_id}, which is not in the price book`)
  return {
    day,
    keyId: row.key_id,
    key: toExportedKey(row),
    modelId: row.model_id,
    modelName: row.model_name,
    priceId: row.price_id,
    variant: row.variant,
    inputNanos: rate(row.input_nanos),
    outputNanos: rate(row.output_nanos),
    imageNanos: rate(row.image_nanos),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    images: Number(row.images),
    costNanos: BigInt(row.cost_nanos),
    inputCostNanos: BigInt(row.input_cost_nanos),
  }
}

interface UsageColumns extends KeyColumns, Record<string, unknown> {
  readonly key_id: string
  readonly model_id: string
  readonly price_id: string
  readonly model_name: string | null
  readonly key_name: string | null
  readonly key_status: string | null
  readonly secret_prefix: string | null
  readonly secret_last_four: string | null
  readonly variant: string | null
  readonly input_nanos: string | null
  readonly output_nanos: string | null
  readonly image_nanos: string | null
  readonly input_tokens: string
  readonly output_tokens: string
  readonly images: string
  readonly cost_nanos: string
  readonly input_cost_nanos: string
}
