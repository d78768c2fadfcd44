import type { Durations, UsageShare } from '@/lib/usage/view/question'
import { formatChange, toRate, type Metric } from '@/app/(dashboard)/usage/metrics'
import { percentileOf } from '@/app/(dashboard)/usage/metric-series'
import type { UsageView } from '@/app/(dashboard)/usage/usage-view'

/** The figures that the table can show, in the order of its columns. `share` is the part of what the table adds up. */
export const columns = [
  'requests',
  'failed',
  'errors',
  'input',
  'output',
  'images',
  'p50',
  'p95',
  'change',
  'share',
  'spend',
] as const
export type Column = (typeof columns)[number]

export interface TableRow {
  /** A value of the grouping; null for what is left over, and for the total. */
  readonly id: string | null
  readonly label: string
  /** By column, exact integers in its unit; null where there is nothing to say. `share` is the amount, of the total's. */
  readonly figures: Readonly<Partial<Record<Column, bigint | null>>>
  /** Against the period before: `+9.8%`, `New`. */
  readonly change: string | null
}

export interface UsageTableModel {
  readonly columns: readonly Column[]
  readonly rows: readonly TableRow[]
  readonly total: TableRow
}

const MOST_ROWS = 100

/** What the chart shows, by group and in full; rows after the first hundred are one, so that the parts still add up. */
export function toTable(
  view: UsageView,
  metric: Metric,
  group: keyof UsageView['shares'] | 'reason',
  nameOf: (value: string) => string,
  sort: string | undefined,
): UsageTableModel {
  const compared = view.sharesBefore !== null
  if (group === 'reason') return rejectionTable(view, nameOf, compared, sort)
  const before = new Map(view.sharesBefore?.map(share => [share.value, share.costNanos]))
  const shares = view.shares[group]
  const toRow = (share: UsageShare, durations: Durations | undefined): TableRow => ({
    id: share.value,
    label: nameOf(share.value),
    figures: figuresOf(share, durations),
    change: formatChange(share.costNanos, before.get(share.value) ?? 0n),
  })
  const rows = sorted(
    shares.map(share => toRow(share, view.durations?.get(share.value))),
    sort,
  )
  const all = { value: '', ...view.now.totals }
  const durations = metric === 'ttft' ? view.now.ttft : metric === 'latency' ? view.now.latency : undefined
  const total = {
    id: null,
    label: 'Total',
    figures: figuresOf(all, durations),
    change: formatChange(all.costNanos, view.before.totals.costNanos),
  }
  return { columns: columnsFor(metric, compared), rows: folded(rows), total }
}

function columnsFor(metric: Metric, compared: boolean): readonly Column[] {
  const change: readonly Column[] = compared ? ['change'] : []
  if (metric === 'latency' || metric === 'ttft')
    return ['requests', 'p50', 'p95', ...change, 'share', 'spend']
  if (metric === 'errors') return ['requests', 'failed', 'errors', ...change, 'share', 'spend']
  return ['requests', 'failed', 'input', 'output', 'images', ...change, 'share', 'spend']
}

function figuresOf(sums: UsageShare, durations: Durations | undefined): TableRow['figures'] {
  return {
    requests: BigInt(sums.requests),
    failed: BigInt(sums.failedRequests),
    errors: toRate(sums.failedRequests, sums.requests),
    input: BigInt(sums.inputTokens),
    output: BigInt(sums.outputTokens),
    images: BigInt(sums.images),
    p50: durations ? percentileOf(durations, 50) : null,
    p95: durations ? percentileOf(durations, 95) : null,
    share: sums.costNanos,
    spend: sums.costNanos,
  }
}

function rejectionTable(
  { now, before }: UsageView,
  nameOf: (value: string) => string,
  compared: boolean,
  sort: string | undefined,
): UsageTableModel {
  const row = (id: string | null, label: string, requests: bigint, was: bigint): TableRow => ({
    id,
    label,
    figures: { requests, share: requests },
    change: formatChange(requests, was),
  })
  const sum = (counts: ReadonlyMap<string, bigint>) => [...counts.values()].reduce((a, b) => a + b, 0n)
  const rows = [...now.rejections].map(([reason, requests]) =>
    row(reason, nameOf(reason), requests, before.rejections.get(reason) ?? 0n),
  )
  return {
    columns: compared ? ['requests', 'change', 'share'] : ['requests', 'share'],
    rows: folded(sorted(rows, sort)),
    total: row(null, 'Total', sum(now.rejections), sum(before.rejections)),
  }
}

/** By a column, `-` in front for falling; ties keep the order they came in, falling spend. */
function sorted(rows: readonly TableRow[], sort: string | undefined): readonly TableRow[] {
  const falling = sort?.startsWith('-') ?? false
  const name = falling ? sort?.slice(1) : sort
  const direction = falling ? -1 : 1
  if (name === 'name')
    return rows.toSorted((a, b) => direction * (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))
  const column = columns.find(one => one === name && one !== 'change')
  if (!column) return rows
  const of = (row: TableRow) => row.figures[column] ?? -1n
  return rows.toSorted((a, b) => direction * (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0))
}

function folded(rows: readonly TableRow[]): readonly TableRow[] {
  const rest = rows.slice(MOST_ROWS)
  if (rest.length < 2) return rows
  const figures: Partial<Record<Column, bigint | null>> = {}
  for (const column of columns) {
    if (column === 'p50' || column === 'p95' || column === 'errors') figures[column] = null
    else figures[column] = rest.reduce((sum, row) => sum + (row.figures[column] ?? 0n), 0n)
  }
  return [...rows.slice(0, MOST_ROWS), { id: null, label: `${rest.length} more`, figures, change: null }]
}
