import type { Ctx } from '@/lib/ctx'
import { addDays, startOfHour } from '@/lib/usage/buckets'
import { groupings, noFilter, type Grouping, type UsageFilter } from '@/lib/usage/filter'
import { gridOf, type GridBucket, type TimeGrid, type TimeSpan } from '@/lib/usage/time-grid'
import {
  getDurations,
  getDurationSeries,
  getErrorSeries,
  getSumSeries,
  getTotals,
  listOptions,
  listShares,
} from '@/lib/usage/view/queries'
import { localDay, startOfLocalDay, addLocalDays } from '@/lib/usage/zone'
import { breadth } from '@/bench/usage/account'

/** One question that the page can ask. */
export interface Shape {
  /** The line of the table that it counts in. */
  readonly line: string
  /** What distinguishes it within the line. */
  readonly name: string
  readonly bySingleRequests: boolean
  run(ctx: Ctx): Promise<unknown>
}

const some = (values: readonly string[], places: readonly number[]) =>
  values.filter((_, i) => places.includes(i + 1))
const several = {
  keyIds: some(breadth.keyIds, [1, 4, 9, 12, 17]),
  endpoints: breadth.endpoints.slice(0, 3),
  modelIds: some(breadth.modelIds, [2, 3, 5, 8, 13]),
}
const filters: Record<string, UsageFilter> = {
  all: noFilter,
  'one key': { ...noFilter, keyIds: some(breadth.keyIds, [7]) },
  '5 keys': { ...noFilter, keyIds: several.keyIds },
  '5 models': { ...noFilter, modelIds: several.modelIds },
  'one kind': { ...noFilter, kinds: ['text'] },
  'failed only': { ...noFilter, statuses: ['failed'] },
  '5 keys, 5 models': { ...noFilter, keyIds: several.keyIds, modelIds: several.modelIds },
  '5 keys, 3 endpoints, 5 models': { ...noFilter, ...several },
}
/** Sums in every grouping with these, in the others by model alone. */
const crossed = ['all', '5 keys, 3 endpoints, 5 models']

/** Everything the page can ask at `now` in a zone. */
export function shapesOf(now: Date, zone: string): Shape[] {
  // A minute is the same in every zone.
  const asked = periods(now, zone).filter(({ grid }) => zone === 'UTC' || grid.bucket !== 'minute')
  return asked.flatMap(({ name, grid }) => [...charts(name, grid), ...tables(name, grid)])
}

function charts(period: string, grid: TimeGrid): Shape[] {
  const bySingleRequests = grid.bucket === 'minute'
  const asked = (filterNames: readonly string[], groups: readonly (Grouping | null)[]) =>
    filterNames.flatMap(filterName =>
      groups.map(group => ({
        name: `${filterName}, by ${group ?? 'nothing'}`,
        question: { grid, filter: filters[filterName] ?? noFilter, group },
      })),
    )
  const narrow = Object.keys(filters).filter(name => !crossed.includes(name))
  const line = (metric: string) => `${period}, ${metric} by ${grid.bucket}`
  return [
    ...[...asked(crossed, [null, ...groupings]), ...asked(narrow, ['model'])].map(({ name, question }) => ({
      line: line('sums'),
      name,
      bySingleRequests,
      run: (ctx: Ctx) => getSumSeries(ctx, question, 'spend'),
    })),
    ...asked(crossed, ['model']).map(({ name, question }) => ({
      line: line('errors'),
      name,
      bySingleRequests,
      run: (ctx: Ctx) => getErrorSeries(ctx, question),
    })),
    ...[...asked(['all'], [null, ...groupings]), ...asked(Object.keys(filters).slice(1), ['model'])].map(
      ({ name, question }) => ({
        line: line('percentiles'),
        name,
        bySingleRequests,
        run: (ctx: Ctx) => getDurationSeries(ctx, question, 'latency'),
      }),
    ),
  ]
}

function tables(period: string, grid: TimeGrid): Shape[] {
  if (grid.bucket === 'month') return []
  const line = `${period}, totals, lists and filters`
  const span: TimeSpan = grid
  const bySingleRequests = grid.bucket === 'minute'
  return crossed.flatMap(name => {
    const filter = filters[name] ?? noFilter
    return [
      { line, name: `${name}, totals`, bySingleRequests, run: (ctx: Ctx) => getTotals(ctx, span, filter) },
      {
        line,
        name: `${name}, percentiles`,
        bySingleRequests,
        run: (ctx: Ctx) => getDurations(ctx, span, filter),
      },
      { line, name: `${name}, options`, bySingleRequests, run: (ctx: Ctx) => listOptions(ctx, span, filter) },
      ...(['key', 'model', 'endpoint'] as const).map(group => ({
        line,
        name: `${name}, top ${group}s`,
        bySingleRequests,
        run: (ctx: Ctx) => listShares(ctx, span, filter, group),
      })),
    ]
  })
}

function periods(now: Date, zone: string): { name: string; grid: TimeGrid }[] {
  const today = localDay(now, zone)
  const midnight = (daysAgo: number) => startOfLocalDay(addLocalDays(today, -daysAgo), zone)
  const tomorrow = midnight(-1)
  const minute = new Date(Math.ceil(now.getTime() / 60_000) * 60_000)
  const hour = new Date(startOfHour(now).getTime() + 3_600_000)
  const month = startOfLocalDay(`${today.slice(0, 7)}-01`, zone)
  const lastMonth = startOfLocalDay(`${localDay(addDays(month, -10), zone).slice(0, 7)}-01`, zone)
  const grid = (name: string, from: Date, to: Date, bucket: GridBucket) => ({
    name,
    grid: gridOf({ from, to }, bucket, zone),
  })
  return [
    grid('last hour', new Date(minute.getTime() - 3_600_000), minute, 'minute'),
    grid('24 hours', addDays(hour, -1), hour, 'hour'),
    grid('24 hours', addDays(minute, -1), minute, 'minute'),
    grid('7 days', midnight(6), tomorrow, 'hour'),
    grid('7 days', midnight(6), tomorrow, 'day'),
    grid('30 days', midnight(29), tomorrow, 'day'),
    grid('90 days', midnight(89), tomorrow, 'day'),
    grid('90 days', midnight(89), tomorrow, 'month'),
    grid('month to date', month, tomorrow, 'day'),
    grid('last month', lastMonth, month, 'day'),
    grid('17 days of choice', midnight(40), midnight(23), 'day'),
  ]
}
