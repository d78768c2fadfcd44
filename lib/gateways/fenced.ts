import type { GatewayId } from '@/lib/ids'

/** The pseudo-gateway whose shards hold the reservations of jobs; the worker settles it. Never fenced, never reclaimed. */
export const JOBS_GATEWAY = 'jobs'
export type LedgerGatewayId = GatewayId | typeof JOBS_GATEWAY

/** This gateway was fenced, or was never registered: it may not lease, settle or give back, and has to end itself. */
export class GatewayFenced extends Error {
  override name = 'GatewayFenced'
  constructor(readonly gatewayId: LedgerGatewayId) {
    super(`gateway ${gatewayId} is fenced`)
  }
}
