import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import Stripe from 'stripe'

/**
 * Stripe keeps the answer to an idempotency key, failures included, and repeats it for a day. This is such a repeated failure:
 * the first request is over, so look at what it did and go on under another key.
 */
export class StoredFailure extends Error {
  override name = 'StoredFailure'
}

const rateLimitPausesMs = [500, 1_000, 2_000, 4_000, 8_000]

/**
 * Runs one call, waiting and repeating while Stripe says that we are too fast.
 * @throws StoredFailure where the failure is only the repetition of an earlier one; else what the SDK throws
 */
export async function call<T>(run: () => Promise<T>): Promise<T> {
  for (const pauseMs of rateLimitPausesMs) {
    try {
      return await run()
    } catch (error) {
      if (!isTooFast(error)) throw toFailure(error)
      await sleep(pauseMs + Math.random() * pauseMs)
    }
  }
  return run().catch((error: unknown) => Promise.reject(toFailure(error)))
}

/** Whether the same request may be sent again: Stripe says so itself where it knows that it would be of no use. */
function isTooFast(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeRateLimitError && error.headers?.['stripe-should-retry'] !== 'false'
  )
}

/** Runs what takes a number of its attempt for its idempotency key, again where Stripe only repeats an earlier failure. */
export async function callAnew<T>(run: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(attempt)
    } catch (error) {
      if (!(error instanceof StoredFailure) || attempt === 5) throw error
    }
  }
}

/** As `call`, with null for an object that Stripe does not have (any more). */
export async function find<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await call(run)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing'
}

/** A refusal by Stripe of what was asked, as opposed to a fault on the way. */
export function isRefusal(error: unknown): error is Stripe.errors.StripeError {
  return (
    error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError
  )
}

/** An idempotency key for `operation` with exactly this body: another body is another operation, never a conflict. */
export function keyOf(operation: string, body: object): string {
  return `${operation}:${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16)}`
}

/** The id of an expandable field, whether it came as an id or as the object. */
export function idOf(field: string | { id: string } | null | undefined): string | null {
  return typeof field === 'string' ? field : (field?.id ?? null)
}

/** Stripe's seconds as an instant. */
export function toInstant(seconds: number): Date
export function toInstant(seconds: number | null): Date | null
export function toInstant(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(seconds * 1000)
}

function toFailure(error: unknown): unknown {
  const repeated =
    error instanceof Stripe.errors.StripeError &&
    (error.statusCode ?? 0) >= 500 &&
    error.headers?.['idempotent-replayed'] === 'true'
  return repeated ? new StoredFailure(error.message, { cause: error }) : error
}
