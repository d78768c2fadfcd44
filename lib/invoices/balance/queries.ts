import { and, asc, desc, eq, gt, isNotNull, lt, ne, sql } from 'drizzle-orm'
import { accounts, creditNotes, invoices } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import { toBalance, toCarry, type Carry, type CarryFacts } from '@/lib/invoices/balance/carry'

/** Small months in a row before one that is charged: at 50 cents, more than these would be a decade of them. */
const MOST_MONTHS = 120

const facts = {
  id: invoices.id,
  period: invoices.period,
  status: invoices.status,
  issuedAt: invoices.issuedAt,
  appliedBalanceCents: invoices.appliedBalanceCents,
  carriedCents: invoices.carriedCents,
}

/** Which months an invoice of the account took balance from, and which took up its own. */
export async function getCarry({ db, accountId }: Ctx, invoice: CarryFacts): Promise<Carry> {
  const own = eq(invoices.accountId, accountId)
  const [earlier, [next]] = await Promise.all([
    db
      .select(facts)
      .from(invoices)
      .where(and(own, lt(invoices.period, invoice.period)))
      .orderBy(desc(invoices.period))
      .limit(MOST_MONTHS),
    db
      .select(facts)
      .from(invoices)
      .where(
        and(
          own,
          gt(invoices.period, invoice.period),
          isNotNull(invoices.issuedAt),
          ne(invoices.status, 'void'),
        ),
      )
      .orderBy(asc(invoices.period))
      .limit(1),
  ])
  return toCarry(invoice, earlier, next ?? null)
}

/**
 * Cents that the account's next invoice takes up besides its usage: carried amounts less credit, and what was adjusted at Stripe by
 * hand. It is what Stripe last said, and where Stripe has not said anything yet, what follows from our own rows.
 */
export async function getBalance({ db, accountId }: Omit<Ctx, 'now'>): Promise<number> {
  const [account] = await db
    .select({ cents: accounts.stripeBalanceCents })
    .from(accounts)
    .where(eq(accounts.accountId, accountId))
  return account?.cents ?? sumBalance({ db, accountId })
}

async function sumBalance({ db, accountId }: Omit<Ctx, 'now'>): Promise<number> {
  const [rows, [credited]] = await Promise.all([
    db
      .select(facts)
      .from(invoices)
      .where(eq(invoices.accountId, accountId))
      .orderBy(asc(invoices.period))
      .limit(10_000),
    db
      .select({ cents: sql<number>`coalesce(sum(${creditNotes.amountCents}), 0)::int` })
      .from(creditNotes)
      .where(
        and(
          eq(creditNotes.accountId, accountId),
          eq(creditNotes.to, 'balance'),
          eq(creditNotes.status, 'issued'),
        ),
      ),
  ])
  return toBalance(rows, credited?.cents ?? 0)
}
