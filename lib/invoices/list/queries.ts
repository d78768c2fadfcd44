import {
  and,
  between,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  not,
  or,
  sql,
  type SQL,
} from 'drizzle-orm'
import { invoices } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import { statusChoices, toCentsRange, type InvoiceFilter } from '@/lib/invoices/list/filter'
import type { InvoiceRow } from '@/lib/invoices/queries'
import type { InvoiceState } from '@/lib/invoices/status'
import type { Period } from '@/lib/period'

export interface FoundInvoices {
  readonly rows: readonly InvoiceRow[]
  readonly more: boolean
  /** Of all that match, whatever page this is. */
  readonly count: number
  /** Cash that came, less what banks hold back or took back. */
  readonly receivedCents: number
}

/** The account's invoices that a filter leaves, latest period first; `before` goes on after the last one seen. */
export async function findInvoices(
  { db, accountId }: Ctx,
  filter: InvoiceFilter,
  { before, limit }: { readonly before: Period | null; readonly limit: number },
): Promise<FoundInvoices> {
  const matching = and(eq(invoices.accountId, accountId), ...conditionsOf(filter))
  const [rows, [all]] = await Promise.all([
    db
      .select()
      .from(invoices)
      .where(before ? and(matching, lt(invoices.period, before)) : matching)
      .orderBy(desc(invoices.period), desc(invoices.id))
      .limit(limit + 1),
    db
      .select({
        count: sql<number>`count(*)::int`,
        receivedCents: sql<string>`coalesce(sum(${invoices.amountPaidCents} - ${invoices.disputedCents} - ${invoices.chargedBackCents}), 0)::bigint`,
      })
      .from(invoices)
      .where(matching),
  ])
  return {
    rows: rows.slice(0, limit),
    more: rows.length > limit,
    count: all?.count ?? 0,
    receivedCents: Number(all?.receivedCents ?? 0),
  }
}

/** The years that the account has invoices of, latest first. */
export async function listInvoiceYears({ db, accountId }: Ctx): Promise<number[]> {
  const year = sql<number>`left(${invoices.period}, 4)::int`
  const rows = await db
    .selectDistinct({ year })
    .from(invoices)
    .where(eq(invoices.accountId, accountId))
    .orderBy(desc(year))
    .limit(100)
  return rows.map(row => row.year)
}

function conditionsOf({ status, year, search }: InvoiceFilter): (SQL | undefined)[] {
  return [
    status ? or(...statusChoices[status].map(isIn)) : undefined,
    year === null ? undefined : and(gte(invoices.period, `${year}-01`), lte(invoices.period, `${year}-12`)),
    search === '' ? undefined : or(hasNumber(search), hasAmount(search)),
  ]
}

function hasNumber(search: string): SQL {
  return sql`strpos(lower(${invoices.number}), lower(${search})) > 0`
}

function hasAmount(search: string): SQL | undefined {
  const range = toCentsRange(search)
  if (!range) return undefined
  const { least, most } = range
  return or(between(invoices.totalCents, least, most), between(invoices.amountDueCents, least, most))
}

const isPaid = eq(invoices.status, 'paid')
const isSettled = and(isPaid, eq(invoices.amountDueCents, 0))
const isCharged = and(isPaid, gt(invoices.amountDueCents, 0))
const isUndisputed = and(isCharged, eq(invoices.chargedBackCents, 0), eq(invoices.disputedCents, 0))
const isRefunded = sql`(${invoices.refundedCents} > 0 AND ${invoices.refundedCents} >= ${invoices.amountPaidCents})`

/** `toInvoiceState` as a condition; a test holds the two together. */
function isIn(state: InvoiceState): SQL | undefined {
  const open = eq(invoices.status, 'open')
  const asked = eq(invoices.needsAuthentication, true)
  switch (state) {
    case 'preparing':
      return inArray(invoices.status, ['preparing', 'draft'])
    case 'unconfirmed':
      return and(open, asked)
    case 'failed':
      return and(open, not(asked), isNotNull(invoices.paymentFailedAt))
    case 'open':
      return and(open, not(asked), isNull(invoices.paymentFailedAt))
    case 'carried':
      return and(isSettled, gt(invoices.carriedCents, 0))
    case 'credited':
      return and(isSettled, lte(invoices.carriedCents, 0))
    case 'charged_back':
      return and(isCharged, gt(invoices.chargedBackCents, 0))
    case 'disputed':
      return and(isCharged, eq(invoices.chargedBackCents, 0), gt(invoices.disputedCents, 0))
    case 'refunded':
      return and(isUndisputed, isRefunded)
    case 'paid':
      return and(isUndisputed, not(isRefunded))
    case 'uncollectible':
    case 'void':
    case 'nothing_due':
      return eq(invoices.status, state)
  }
}
