import { and, asc, count, eq, gt, inArray, isNull } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { disputes, monthCloses, settlementFailures, stripeEvents, users } from '@/db/schema'

/** Everyone who is an operator of the platform, by address. */
export async function listOperators(db: Db): Promise<{ email: string; name: string }[]> {
  return db
    .select({ email: users.email, name: users.name })
    .from(users)
    .where(eq(users.isOperator, true))
    .orderBy(asc(users.email))
    .limit(1_000)
}

/** What waits for an operator, across accounts. */
export interface Attention {
  /** Webhook events that were tried and are not done. */
  readonly failingEvents: number
  /** Events of usage that could not be stored and that nobody has looked at. */
  readonly openFailures: number
  /** Month closes that left bills unfinished. */
  readonly incompleteCloses: number
  /** Disputes that keep an account from going on. */
  readonly holdingDisputes: number
}

export async function getAttention(db: Db): Promise<Attention> {
  const [events, failures, closes, disputed] = await Promise.all([
    db
      .select({ count: count() })
      .from(stripeEvents)
      .where(and(isNull(stripeEvents.processedAt), gt(stripeEvents.attempts, 0))),
    db.select({ count: count() }).from(settlementFailures).where(isNull(settlementFailures.resolvedAt)),
    db.select({ count: count() }).from(monthCloses).where(eq(monthCloses.state, 'incomplete')),
    db
      .select({ count: count() })
      .from(disputes)
      .where(and(inArray(disputes.status, ['open', 'lost']), isNull(disputes.clearedAt))),
  ])
  return {
    failingEvents: events[0]?.count ?? 0,
    openFailures: failures[0]?.count ?? 0,
    incompleteCloses: closes[0]?.count ?? 0,
    holdingDisputes: disputed[0]?.count ?? 0,
  }
}
