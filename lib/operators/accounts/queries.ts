import { and, asc, eq, inArray, sql, type SQL } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { accounts, members, spendLimits, users } from '@/db/schema'
import type { AccountId } from '@/lib/ids'
import type {
  AccountListing,
  AccountOrder,
  AccountRow,
  AccountView,
} from '@/lib/operators/accounts/account-list'
import { getFigures, owedSql, usedSql, type OpenPeriods } from '@/lib/operators/exposure/queries'

/** One page of accounts, in the order asked for. */
export async function listAccounts(
  db: Db,
  listing: AccountListing,
  periods: OpenPeriods,
): Promise<AccountRow[]> {
  const ids = await listIds(db, listing, periods)
  if (ids.length === 0) return []
  const [rows, owners, figures] = await Promise.all([
    db
      .select({
        accountId: accounts.accountId,
        name: accounts.name,
        standing: accounts.standing,
        heldAt: accounts.heldAt,
        limitNanos: spendLimits.limitNanos,
        ceilingNanos: accounts.ceilingNanos,
        createdAt: accounts.createdAt,
      })
      .from(accounts)
      .leftJoin(
        spendLimits,
        and(eq(spendLimits.accountId, accounts.accountId), eq(spendLimits.scope, 'account')),
      )
      .where(inArray(accounts.accountId, ids)),
    listOwners(db, ids),
    getFigures(db, ids, periods),
  ])
  const byId = new Map(rows.map(row => [row.accountId, row]))
  return ids.flatMap(id => {
    const row = byId.get(id)
    const amounts = figures.get(id)
    if (!row || !amounts) return []
    return [{ ...row, ...amounts, accountId: id, ownerEmail: owners.get(id) ?? null }]
  })
}

/** How many accounts match the search, by view. */
export async function countAccounts(db: Db, search: string): Promise<Readonly<Record<AccountView, number>>> {
  const { rows } = await db.execute<Record<AccountView, number>>(sql`
    SELECT count(*)::int AS "all", count(*) FILTER (WHERE a.standing = 'active')::int AS active,
      count(*) FILTER (WHERE a.standing = 'past_due')::int AS past_due,
      count(*) FILTER (WHERE a.standing = 'suspended')::int AS suspended,
      count(*) FILTER (WHERE a.held_at IS NOT NULL)::int AS held,
      count(*) FILTER (WHERE a.standing = 'free')::int AS free
    FROM accounts a WHERE ${matches(search)}`)
  const [row] = rows
  if (!row) throw new Error('a count without rows is still a row')
  return row
}

/** Account id → name; ids that are none are absent. */
export async function listAccountNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ accountId: accounts.accountId, name: accounts.name })
    .from(accounts)
    .where(inArray(accounts.accountId, [...new Set(ids)]))
  return new Map(rows.map(row => [row.accountId, row.name]))
}

/** The ids of a page: what the order needs is summed over all accounts, everything else is read for the page alone. */
async function listIds(
  db: Db,
  { search, view, order, reversed, page, pageSize }: AccountListing,
  periods: OpenPeriods,
): Promise<AccountId[]> {
  const { sums, joins, by } = orderSql(order, periods)
  const direction = sql.raw((order === 'name') === reversed ? 'DESC' : 'ASC')
  const { rows } = await db.execute<{ account_id: AccountId }>(sql`
    ${sums} SELECT a.account_id FROM accounts a ${joins}
    WHERE ${matches(search)} AND ${inView(view)}
    ORDER BY ${by} ${direction}, a.account_id
    LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`)
  return rows.map(row => row.account_id)
}

/** Sums are made once, before anything is joined: left to itself the planner has every parallel worker make all of them. */
function orderSql(order: AccountOrder, periods: OpenPeriods): { sums: SQL; joins: SQL; by: SQL } {
  const used = sql`used AS MATERIALIZED (${usedSql(periods, null)})`
  const owed = sql`owed AS MATERIALIZED (${owedSql(null)})`
  const withUsed = sql`LEFT JOIN used ON used.account_id = a.account_id`
  const own = (by: SQL) => ({ sums: sql``, joins: sql``, by })
  switch (order) {
    case 'exposure':
      return {
        sums: sql`WITH ${used}, ${owed}`,
        joins: sql`${withUsed} LEFT JOIN owed ON owed.account_id = a.account_id`,
        by: sql`coalesce(used.unbilled_nanos, 0) + coalesce(owed.cents, 0) * 10000000`,
      }
    case 'spend':
      return { sums: sql`WITH ${used}`, joins: withUsed, by: sql`coalesce(used.month_nanos, 0)` }
    case 'ceiling':
      return own(sql`a.ceiling_nanos`)
    case 'created':
      return own(sql`a.created_at`)
    case 'name':
      return own(sql`lower(a.name)`)
  }
}

function inView(view: AccountView): SQL {
  switch (view) {
    case 'all':
      return sql`true`
    case 'held':
      return sql`a.held_at IS NOT NULL`
    case 'free':
    case 'active':
    case 'past_due':
    case 'suspended':
      return sql`a.standing = ${view}`
  }
}

/** An id of ours or of Stripe's names one account; any other text is looked for in names and members' addresses. */
function matches(search: string): SQL {
  if (search === '') return sql`true`
  if (/^acc_[0-9a-f]{32}$/.test(search)) return sql`a.account_id = ${search}`
  if (/^(cus|in|pm|cs)_\w+$/.test(search))
    return sql`a.account_id IN (SELECT account_id FROM stripe_lookup WHERE stripe_id = ${search})`
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql`(a.name ILIKE ${pattern} OR a.account_id IN (
    SELECT ua.account_id FROM users u JOIN user_accounts ua ON ua.user_id = u.id WHERE u.email ILIKE ${pattern}))`
}

async function listOwners(db: Db, ids: readonly AccountId[]): Promise<Map<string, string>> {
  const rows = await db
    .selectDistinctOn([members.accountId], { accountId: members.accountId, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(inArray(members.accountId, [...ids]), eq(members.role, 'owner')))
    .orderBy(asc(members.accountId), asc(members.createdAt), asc(members.id))
  return new Map(rows.map(row => [row.accountId, row.email]))
}
