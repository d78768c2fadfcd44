import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { accounts, disputes } from '@/db/schema'

/** Disputed payments with their accounts' names, latest first; `holding`: only those that keep an account from going on. For operators. */
export async function listDisputes(
  db: Db,
  { holding = false, limit }: { readonly holding?: boolean; readonly limit: number },
) {
  return db
    .select({ dispute: disputes, accountName: accounts.name })
    .from(disputes)
    .innerJoin(accounts, eq(accounts.accountId, disputes.accountId))
    .where(holding ? and(inArray(disputes.status, ['open', 'lost']), isNull(disputes.clearedAt)) : undefined)
    .orderBy(desc(disputes.createdAt), desc(disputes.id))
    .limit(limit)
}
