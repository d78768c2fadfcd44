import { askKinds } from '@/bench/harness/load/mix'
import { printTable } from '@/bench/harness/table'
import type { Spending } from '@/bench/limit/gateways'
import { formatUsdExact } from '@/lib/money'

export interface Row {
  readonly variant: 'two gateways' | 'check, then charge'
  readonly seed: number
  readonly spending: Spending
  readonly seconds: number
}

/** What was asked, and what came of it. */
export function printMix(rows: readonly Row[]): void {
  const outcomes = ['complete', 'hung_up', 'refused', 'broken', 'unreachable'] as const
  printTable(
    'Requests',
    [
      'variant',
      'seed',
      ...outcomes.map(outcome => outcome.replace('_', ' ')),
      ...askKinds.map(kind => kind.replace('_', ' ')),
    ],
    rows.map(({ variant, seed, spending: { attempts } }) => [
      variant,
      String(seed),
      ...outcomes.map(outcome => String(attempts.filter(attempt => attempt.outcome === outcome).length)),
      ...askKinds.map(kind =>
        String(attempts.filter(attempt => attempt.kind === kind && attempt.outcome === 'complete').length),
      ),
    ]),
  )
  console.log('(on the right: complete answers by what was asked)')
}

/** What the upstream bills, against the limit. */
export function printSpending(rows: readonly Row[], limitNanos: bigint): void {
  printTable(
    `A limit of ${formatUsdExact(limitNanos)}, by the upstream's bill`,
    [
      'variant',
      'seed',
      'billed',
      'absorbed',
      'over, nanos',
      'over',
      'unused',
      'estimated',
      'wrong',
      'seconds',
    ],
    rows.map(({ variant, seed, spending, seconds }) => {
      const over = spending.billedNanos - spending.absorbedNanos - limitNanos
      return [
        variant,
        String(seed),
        formatUsdExact(spending.billedNanos),
        formatUsdExact(spending.absorbedNanos),
        String(over > 0n ? over : 0n),
        percent(over > 0n ? over : 0n, limitNanos),
        percent(over < 0n ? -over : 0n, limitNanos),
        String(spending.estimated),
        String(spending.wrong.length),
        seconds.toFixed(0),
      ]
    }),
  )
}

function percent(part: bigint, whole: bigint): string {
  return `${(Number((part * 1_000_000n) / whole) / 10_000).toFixed(3)} %`
}
