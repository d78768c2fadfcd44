import { askKinds } from '@/bench/harness/load/mix'
import type { Row } from '@/bench/limit/report'

/** In parts of ten thousand of the limit. */
const mostUnused = 50n
const leastHangUps = 10

/** What is wrong with a row of the result; empty: nothing. The check-then-charge variant is wrong if it keeps to the limit: then the load shows nothing. */
export function judge({ variant, seed, spending }: Row, limitNanos: bigint): string[] {
  const { attempts, billedNanos, absorbedNanos, wrong } = spending
  const over = billedNanos - absorbedNanos - limitNanos
  const say = (problem: string) => `${variant}, seed ${seed}: ${problem}`
  if (variant === 'check, then charge')
    return over > 0n ? [] : [say('kept to the limit; the load is too light')]
  const missing = askKinds.filter(
    kind => !attempts.some(attempt => attempt.kind === kind && attempt.outcome === 'complete'),
  )
  const hangUps = attempts.filter(({ outcome }) => outcome === 'hung_up').length
  const refused = attempts.filter(({ errorCode }) => errorCode === 'account_spend_limit_exceeded').length
  return [
    ...(over > 0n ? [say(`${over} nanos over the limit`)] : []),
    ...(-over * 10_000n > limitNanos * mostUnused ? [say(`${-over} nanos stay unused`)] : []),
    ...(refused === 0 ? [say('the limit was never hit')] : []),
    ...missing.map(kind => say(`no complete answer of kind ${kind}`)),
    ...(hangUps < leastHangUps ? [say(`only ${hangUps} clients hung up`)] : []),
    ...wrong.slice(0, 10).map(say),
  ]
}
