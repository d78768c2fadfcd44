import { and, count, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { gateways } from '@/db/schema'

/** Gateways that serve at the moment: not fenced, and heard from lately (real time, the database's own clock). */
export async function countLiveGateways(db: Db): Promise<number> {
  const [row] = await db
    .select({ live: count() })
    .from(gateways)
    .where(
      and(
        eq(gateways.kind, 'gateway'),
        isNull(gateways.fencedAt),
        sql`${gateways.heartbeatAt} > clock_timestamp() - interval '10 seconds'`,
      ),
    )
  return row?.live ?? 0
}
