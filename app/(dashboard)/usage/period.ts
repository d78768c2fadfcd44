import { pointLabel, spanLabel } from '@/components/charts/time-labels'
import { formatDate } from '@/lib/format'
import { err, ok, type Result } from '@/lib/result'
import {
  automaticBucket,
  bucketsFor,
  gridOf,
  type GridBucket,
  type TimeGrid,
  type TimeSpan,
} from '@/lib/usage/time-grid'
import { addLocalDays, localDay, offsetMs, startOfLocalDay } from '@/lib/usage/zone'

/** Spans of time that the page offers by name; `custom` is a pair of days or instants. */
export const presets = ['1h', '24h', '7d', '30d', '90d', 'month', 'last-month', 'custom'] as const
export type Preset = (typeof presets)[number]

/** What of the page's state decides its span. */
export interface PeriodParams {
  readonly preset: Preset
  readonly from: string | undefined
  readonly to: string | undefined
  readonly zone: string
  readonly bucket: GridBucket | undefined
}

/** The span that a state shows, cut into buckets, and the one it is compared with. */
export interface UsagePeriod extends TimeGrid {
  /** The buckets that can be chosen instead. */
  readonly buckets: readonly GridBucket[]
  readonly previous: TimeSpan
  /** As much of the span before as has passed of this one: like is compared with like. */
  readonly previousSoFar: TimeSpan
  /** `October`, `the 7 days before`. */
  readonly previousName: string
}

const MINUTE_MS = 60_000
const QUARTER_MS = 15 * MINUTE_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MAX_DAYS = 366

interface Spans {
  readonly span: TimeSpan
  readonly previous: TimeSpan
  readonly previousName: string
}

/** The span a state asks for at `now`; an impossible custom span says what is wrong with it. */
export function resolvePeriod(params: PeriodParams, now: Date): Result<UsagePeriod, 'invalid_range'> {
  const { zone } = params
  const spans =
    params.preset === 'custom'
      ? customSpans(params.from ?? '', params.to ?? '', zone)
      : ok(presetSpans(params.preset, now, zone))
  if (!spans.ok) return spans
  const { span, previous, previousName } = spans.value
  const buckets = bucketsFor(span)
  const wanted = params.bucket ?? automaticBucket(span)
  const bucket =
    buckets.find(one => one === wanted) ?? buckets.find(one => one === automaticBucket(span)) ?? 'minute'
  const grid = gridOf(span, bucket, zone)
  return ok({ ...grid, buckets, previous, previousName, previousSoFar: soFar(previous, span, now) })
}

/** The same, with the month to date in the place of an impossible span, and what is wrong with that. */
export function resolvePeriodOrMonth(
  params: PeriodParams,
  now: Date,
): { period: UsagePeriod; problem: string | null } {
  const resolved = resolvePeriod(params, now)
  if (resolved.ok) return { period: resolved.value, problem: null }
  const month = resolvePeriod({ ...params, preset: 'month', bucket: undefined }, now)
  if (!month.ok) throw new Error('the month to date can always be shown')
  return { period: month.value, problem: resolved.error.message }
}

/** First and last day of the zone that a span touches, both included. */
export function daysOf({ from, to }: TimeSpan, zone = 'UTC'): { from: string; to: string } {
  return { from: localDay(from, zone), to: localDay(new Date(to.getTime() - 1), zone) }
}

/** What a state becomes that is narrowed to a span, such as one of its buckets. */
export function narrowedTo({ from, to }: TimeSpan, zone: string) {
  const days = daysOf({ from, to }, zone)
  const whole =
    startOfLocalDay(days.from, zone) >= from && startOfLocalDay(addLocalDays(days.to, 1), zone) <= to
  const named = whole ? days : { from: toInstant(from), to: toInstant(to) }
  return { preset: 'custom', ...named, bucket: undefined } as const satisfies Partial<PeriodParams>
}

/** Where a bucket of a grid ends. */
export function endOfBucket({ starts, to }: Pick<TimeGrid, 'starts' | 'to'>, index: number): Date {
  return starts[index + 1] ?? to
}

/** `1 Nov 2026 to 22 Nov 2026`, `Wed 18 Nov, 14:00 – 15:00`. */
export function spanInWords({ from, to }: TimeSpan, zone: string): string {
  const { from: first, to: last } = daysOf({ from, to }, zone)
  const whole =
    startOfLocalDay(first, zone).getTime() === from.getTime() &&
    startOfLocalDay(addLocalDays(last, 1), zone).getTime() === to.getTime()
  if (!whole) return spanLabel(from, to, zone)
  const [a, b] = [formatDate(new Date(first)), formatDate(new Date(last))]
  return first === last ? a : `${a} to ${b}`
}

/** The span of a state in words where it was given as instants: a bar or a part of a chart that was zoomed into. */
export function zoomInWords(params: PeriodParams, period: UsagePeriod): string | undefined {
  return params.preset === 'custom' && params.from?.includes('T') === true
    ? spanInWords(period, period.zone)
    : undefined
}

/** `UTC`, `Asia/Kolkata (UTC+5:30)`; where the clock is put within the span, what it is at its end. */
export function zoneInWords(zone: string, at: Date): string {
  if (zone === 'UTC') return 'UTC'
  const minutes = offsetMs(at, zone) / MINUTE_MS
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${zone} (UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${rest}`})`
}

/** The zone as part of a file's name; none for UTC. */
export function zoneInName(zone: string): string {
  return zone === 'UTC' ? '' : `-${zone.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase()}`
}

/** Whether the ends of a span are ones that sums are kept for. */
export function isMadeOfQuarters({ from, to }: TimeSpan): boolean {
  return from.getTime() % QUARTER_MS === 0 && to.getTime() % QUARTER_MS === 0
}

function presetSpans(preset: Exclude<Preset, 'custom'>, now: Date, zone: string): Spans {
  const today = localDay(now, zone)
  switch (preset) {
    case '1h':
      return ending(nextAfter(now, MINUTE_MS, zone), HOUR_MS, 'the hour before')
    case '24h':
      return ending(nextAfter(now, HOUR_MS, zone), DAY_MS, 'the 24 hours before')
    case '7d':
    case '30d':
    case '90d': {
      const days = Number.parseInt(preset, 10)
      return wholeDays(addLocalDays(today, 1 - days), today, zone)
    }
    case 'month':
      return month(`${today.slice(0, 7)}-01`, addLocalDays(today, 1), zone)
    case 'last-month': {
      const next = `${today.slice(0, 7)}-01`
      return month(firstOfMonthBefore(next), next, zone)
    }
  }
}

/** From the first of a month up to a day; before it the same days of the month before, none of them in this one. */
function month(first: string, end: string, zone: string): Spans {
  const days = (Date.parse(end) - Date.parse(first)) / DAY_MS
  const before = firstOfMonthBefore(first)
  const isWhole = end.endsWith('-01')
  const endBefore = isWhole ? first : ([addLocalDays(before, days), first].toSorted()[0] ?? first)
  return {
    span: daySpan(first, end, zone),
    previous: daySpan(before, endBefore, zone),
    previousName: pointLabel(new Date(before), 'month').split(' ')[0] ?? '',
  }
}

function wholeDays(first: string, last: string, zone: string): Spans {
  const end = addLocalDays(last, 1)
  const days = (Date.parse(end) - Date.parse(first)) / DAY_MS
  return {
    span: daySpan(first, end, zone),
    previous: daySpan(addLocalDays(first, -days), first, zone),
    previousName: days === 1 ? 'the day before' : `the ${days} days before`,
  }
}

function ending(to: Date, lengthMs: number, previousName: string): Spans {
  const from = new Date(to.getTime() - lengthMs)
  return {
    span: { from, to },
    previous: { from: new Date(from.getTime() - lengthMs), to: from },
    previousName,
  }
}

function customSpans(from: string, to: string, zone: string): Result<Spans, 'invalid_range'> {
  const [first, last] = [parseInstant(from), parseInstant(to)]
  if (first && last) {
    if (first >= last) return err('invalid_range', 'The span ends before it begins.')
    const whole = last.getTime() - first.getTime() > DAY_MS
    const end = whole ? new Date(Math.ceil(last.getTime() / QUARTER_MS) * QUARTER_MS) : last
    const start = whole ? new Date(Math.floor(first.getTime() / QUARTER_MS) * QUARTER_MS) : first
    if (end.getTime() - start.getTime() > MAX_DAYS * DAY_MS) return tooLong()
    return ok(ending(end, end.getTime() - start.getTime(), 'the same time before'))
  }
  if (!isDay(from) || !isDay(to)) return err('invalid_range', 'Give both days as YYYY-MM-DD.')
  if (from > to) return err('invalid_range', 'The first day lies after the last.')
  if (Date.parse(to) - Date.parse(from) >= MAX_DAYS * DAY_MS) return tooLong()
  return ok(wholeDays(from, to, zone))
}

function tooLong() {
  return err('invalid_range', `Choose at most ${MAX_DAYS} days.`)
}

/** As much of a span as has passed of another at `now`, in whole quarters of an hour where it is made of such. */
function soFar(previous: TimeSpan, { from, to }: TimeSpan, now: Date): TimeSpan {
  const step = previous.from.getTime() % QUARTER_MS === 0 ? QUARTER_MS : MINUTE_MS
  const passed = Math.ceil((now.getTime() - from.getTime()) / step) * step
  if (now >= to || passed <= 0) return previous
  return {
    from: previous.from,
    to: new Date(Math.min(previous.to.getTime(), previous.from.getTime() + passed)),
  }
}

/** The next full minute or hour of the zone's clock, so that a request of this second lies before it. */
function nextAfter(now: Date, stepMs: number, zone: string): Date {
  const offset = offsetMs(now, zone)
  return new Date((Math.floor((now.getTime() + offset) / stepMs) + 1) * stepMs - offset)
}

function daySpan(first: string, end: string, zone: string): TimeSpan {
  return { from: startOfLocalDay(first, zone), to: startOfLocalDay(end, zone) }
}

function firstOfMonthBefore(first: string): string {
  return `${addLocalDays(first, -1).slice(0, 7)}-01`
}

function isDay(text: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

function parseInstant(text: string): Date | undefined {
  if (!/^2\d{3}-\d{2}-\d{2}T\d{2}:\d{2}Z$/.test(text)) return undefined
  const at = new Date(text)
  return Number.isNaN(at.getTime()) || toInstant(at) !== text ? undefined : at
}

function toInstant(at: Date): string {
  return `${at.toISOString().slice(0, 16)}Z`
}
