import { cuts, cutSql, groupingSetsSql, isMadeByQuarter, wholeCut, type Cut } from '@/lib/usage/cut'
import { figures, inCourseSql } from '@/lib/usage/quarters'

/** What `usage_base` sums; an event is brought into the same shape before it is added anywhere. */
export const baseSums = [
  'requests',
  'input_tokens',
  'output_tokens',
  'images',
  'estimated_requests',
  'cost_nanos',
  'input_cost_nanos',
] as const
export const histograms = ['latency_histogram', 'ttft_histogram'] as const

/** A table (or a part of one) that sums up rows of the shape of `usage_base`. */
export interface Target {
  readonly table: string
  /** The primary key, in its order, each column with how it is made from a source row. */
  readonly key: readonly (readonly [column: string, sql: string])[]
  /** What is summed, each column with what of a source row is added. */
  readonly sums: readonly (readonly [column: string, sql: string])[]
  readonly groupBy: string
  /** Which rows of the table are this target's. */
  readonly own: string
}

const sameBigints = (names: readonly string[]) => names.map(name => [name, `${name}::bigint`] as const)
const sameNumerics = (names: readonly string[]) => names.map(name => [name, name] as const)

/** The rollup with everything told apart, in another grain. */
function whole(table: string, bucket: string, withHistograms: boolean): Target {
  const dimensions = ['key_id', 'endpoint', 'model_id', 'price_id', 'status']
  return {
    table,
    key: [['account_id', 'account_id'], ['bucket', bucket], ...dimensions.map(name => [name, name] as const)],
    sums: [...sameBigints(baseSums), ...(withHistograms ? sameNumerics(histograms) : [])],
    groupBy: `account_id, ${bucket}, ${dimensions.join(', ')}`,
    own: 'true',
  }
}

function marginalKey(bucket: string) {
  return [
    ['cut', cutSql],
    ['bucket', bucket],
    ['key_id', `coalesce(key_id, '')`],
    ['endpoint', `coalesce(endpoint, '')`],
    ['model_id', `coalesce(model_id, '')`],
    ['status', 'status'],
  ] as const
}

function marginals(spanMinutes: number, of: readonly Cut[]): Target {
  const bucket = `date_bin('${spanMinutes} minutes', bucket, '2000-01-01T00:00:00Z'::timestamptz)`
  return {
    table: 'usage_marginals',
    key: [['account_id', 'account_id'], ['span_minutes', `${spanMinutes}::smallint`], ...marginalKey(bucket)],
    sums: [...sameBigints(figures), ...sameNumerics(histograms)],
    groupBy: `account_id, ${bucket}, status, ${groupingSetsSql(of)}`,
    own: `span_minutes = ${spanMinutes} AND cut = ANY('{${of.join(',')}}'::smallint[])`,
  }
}

const day = `date_trunc('day', bucket, 'UTC')`
const courses: Target = {
  table: 'usage_day_courses',
  key: [['account_id', 'account_id'], ...marginalKey(day)],
  sums: figures.map(figure => [figure, inCourseSql(figure, 'bucket')] as const),
  groupBy: `account_id, ${day}, status, ${groupingSetsSql(cuts)}`,
  own: `cut = ANY('{${cuts.join(',')}}'::smallint[])`,
}

/**
 * The cuts that there are by quarter-hour: one dimension at most, which is what is asked without a filter. Two would be as many
 * rows as `usage_base` has, and are read from there; all three are `usage_base` and, by hour, `usage_hourly`.
 */
const byQuarter = cuts.filter(isMadeByQuarter)
const byHour = cuts.filter(cut => cut !== wholeCut)

export interface Fold {
  /** Columns of `ledger_state`. */
  readonly until: string
  readonly marked: string
  /** Only whole ones are folded. */
  readonly unit: 'hour' | 'day'
  readonly targets: readonly Target[]
  /** How an event gets here whose span is marked: by its settlement, or by way of `usage_late_events`. */
  readonly addsLate: 'at settlement' | 'from list'
}

/** The folds, in the order in which they run. Each has its own watermark, so that one that is new begins at the beginning. */
export const folds = {
  hourly: fold('hourly', 'hour', 'at settlement', [
    whole('usage_hourly', `date_trunc('hour', bucket, 'UTC')`, true),
  ]),
  daily: fold('daily', 'day', 'at settlement', [whole('usage_daily', day, false)]),
  marginalHours: fold('marginal_hours', 'hour', 'from list', [
    marginals(15, byQuarter),
    marginals(60, byHour),
  ]),
  marginalDays: fold('marginal_days', 'day', 'from list', [
    marginals(360, cuts),
    marginals(1_440, cuts),
    courses,
  ]),
} as const

/** The quarter-hours themselves, as a target of events. */
export const base: Target = whole('usage_base', 'bucket', true)

function fold(
  name: string,
  unit: Fold['unit'],
  addsLate: Fold['addsLate'],
  targets: readonly Target[],
): Fold {
  return { until: `${name}_until`, marked: `${name}_marked_until`, unit, targets, addsLate }
}
