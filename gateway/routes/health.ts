import type { Context } from 'hono'
import type { Gateway } from '@/gateway/gateway'
import { partitionsReady } from '@/lib/usage/partitions/queries'

const mostSkewMs = 1_000
const partitionsEveryMs = 1_000

/** GET /healthz: the process runs. */
export function health() {
  return (c: Context): Response => c.json({ status: 'ok' })
}

/** GET /readyz: it can serve. Says what is wrong, in words for operators; no secret is in them. */
export function ready({ db, clock, control, openRequests }: Gateway) {
  let askedMs = Number.NEGATIVE_INFINITY
  let partitions: Promise<boolean>
  /** Anybody may ask: the database is not asked as often. */
  const havePartitions = () => {
    const nowMs = clock.monotonic()
    if (nowMs - askedMs >= partitionsEveryMs) {
      askedMs = nowMs
      partitions = partitionsReady(db, clock.now()).catch(() => false)
    }
    return partitions
  }
  return async (c: Context): Promise<Response> => {
    const problems = [
      ...(control.isLive() ? [] : ['the ledger is away']),
      ...(clock.skewMs > mostSkewMs
        ? [`this machine's clock is ${Math.round(clock.skewMs)} ms off the database's`]
        : []),
      ...(openRequests.isClosing ? ['the process is stopping'] : []),
      ...((await havePartitions()) ? [] : ['partitions of usage_events are missing']),
    ]
    return c.json(
      { status: problems.length === 0 ? 'ready' : 'not ready', problems },
      problems.length === 0 ? 200 : 503,
    )
  }
}
