import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Db } from '@/db/client'
import { attemptKey, attemptRules, waitInWords, type Attempt, type AttemptKind } from '@/lib/attempts/rules'
import { err, ok, type Result } from '@/lib/result'

const limiters = new WeakMap<object, Map<AttemptKind, RateLimiterPostgres>>()

/**
 * Counts every one of these attempts before it is made, so that many at once cannot slip past, and refuses if any of its
 * rules is exhausted. Real time. Counters live in Postgres: they hold across processes and restarts.
 */
export async function takeAttempts(
  db: Db,
  attempts: readonly Attempt[],
): Promise<Result<null, 'too_many_attempts'>> {
  const taken = await Promise.all(attempts.map(attempt => take(db, attempt)))
  const waitSeconds = Math.max(...taken)
  return waitSeconds === 0
    ? ok(null)
    : err('too_many_attempts', `Too many attempts. Try again ${waitInWords(waitSeconds)}.`)
}

/** Gives attempts back that turned out to be right: a person who signs in often is not guessing. */
export async function returnAttempts(db: Db, attempts: readonly Attempt[]): Promise<void> {
  await Promise.all(attempts.map(attempt => limiter(db, attempt.kind).reward(attemptKey(attempt), 1)))
}

/** Starts an attempt's counter anew. */
export async function clearAttempts(db: Db, attempts: readonly Attempt[]): Promise<void> {
  await Promise.all(attempts.map(attempt => limiter(db, attempt.kind).delete(attemptKey(attempt))))
}

/** Seconds to wait, 0 where the attempt may be made. */
async function take(db: Db, attempt: Attempt): Promise<number> {
  try {
    await limiter(db, attempt.kind).consume(attemptKey(attempt), 1)
    return 0
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext / 1000)
    throw refusal
  }
}

function limiter(db: Db, kind: AttemptKind): RateLimiterPostgres {
  const known = limiters.get(db.$client) ?? new Map<AttemptKind, RateLimiterPostgres>()
  limiters.set(db.$client, known)
  const existing = known.get(kind)
  if (existing) return existing
  const { points, windowSeconds } = attemptRules[kind]
  const made = new RateLimiterPostgres({
    storeClient: db.$client,
    storeType: 'pool',
    tableName: 'attempt_counters',
    tableCreated: true,
    // One of them sweeps what has expired, for all.
    clearExpiredByTimeout: known.size === 0,
    keyPrefix: kind,
    points,
    duration: windowSeconds,
  })
  known.set(kind, made)
  return made
}
