import { z } from 'zod'
import type { Db } from '@/db/client'
import type { GatewayId } from '@/lib/ids'

/** Of one meter: units of the last minute, units wanted, milliseconds until the minute is empty. */
export interface RateReport {
  readonly used: number
  readonly wanted: number
  readonly emptyInMs: number
}

export interface OtherRates {
  readonly reports: ReadonlyMap<string, RateReport>
  /** How long ago it said so. */
  readonly ageMs: number
  readonly isLive: boolean
}

const stored = z.record(z.string(), z.tuple([z.number(), z.number(), z.number()]))

/**
 * Leaves what this gateway says of its rates (null: nothing new) for the others, and reads what they said in the last minute. It
 * reads what was committed before: two that speak at the same moment hear each other the next time.
 */
export async function exchangeRates(
  db: Db,
  gatewayId: GatewayId,
  reports: ReadonlyMap<string, RateReport> | null,
): Promise<OtherRates[]> {
  const own =
    reports &&
    JSON.stringify(
      Object.fromEntries(
        [...reports].map(([name, { used, wanted, emptyInMs }]) => [name, [used, wanted, emptyInMs]]),
      ),
    )
  const { rows } = await db.$client.query<{ reports: unknown; age_ms: number; is_live: boolean }>({
    name: 'exchange_rates',
    text: `WITH own AS (
        INSERT INTO gateway_rates (gateway_id, reports, at)
        SELECT $1, $2::jsonb, clock_timestamp() WHERE $2::jsonb IS NOT NULL
        ON CONFLICT (gateway_id) DO UPDATE SET reports = excluded.reports, at = excluded.at
      )
      SELECT r.reports, extract(epoch FROM clock_timestamp() - r.at)::float8 * 1000 AS age_ms,
        g.fenced_at IS NULL AND g.heartbeat_at > clock_timestamp() - interval '10 seconds' AS is_live
      FROM gateway_rates r JOIN gateways g ON g.id = r.gateway_id
      WHERE r.gateway_id <> $1 AND r.reports <> '{}' AND r.at > clock_timestamp() - interval '1 minute'`,
    values: [gatewayId, own],
  })
  return rows.map(row => ({
    reports: new Map(
      Object.entries(stored.parse(row.reports)).map(([name, [used, wanted, emptyInMs]]) => [
        name,
        { used, wanted, emptyInMs },
      ]),
    ),
    ageMs: Math.max(0, row.age_ms),
    isLive: row.is_live,
  }))
}

/** Drops what gateways that are long gone have said. */
export async function forgetOldRates(db: Db): Promise<void> {
  await db.$client.query(`DELETE FROM gateway_rates WHERE at < clock_timestamp() - interval '1 hour'`)
}
