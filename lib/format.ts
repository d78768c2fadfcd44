/** How counts, times and shares are written. Money is in `money.ts`. All times are UTC and say so where they stand alone. */

const full = new Intl.NumberFormat('en-US')

/** `12,345`. */
export function formatCount(count: number | bigint): string {
  return full.format(count)
}

/** `12.4M`, `45.2k`, `9,064`: short from 10,000 on; the full figure belongs in the tooltip. */
export function formatCountShort(count: number | bigint): string {
  const n = Number(count)
  for (const [unit, size] of [
    ['T', 1e12],
    ['B', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    // What would round to 1000 of one unit is 1 of the next.
    if (Math.abs(n) >= (size === 1e3 ? 1e4 : size * 0.99995)) return `${trim(n / size)}${unit}`
  }
  return full.format(n)
}

/** A part of a whole as `24.6%`; tiny but present parts as `<0.1%`; nothing of nothing as `0%`. */
export function formatShare(part: bigint | number, whole: bigint | number): string {
  const w = Number(whole)
  if (w === 0) return '0%'
  const percent = (Number(part) / w) * 100
  return percent > 0 && percent < 0.1 ? '<0.1%' : `${trim(percent)}%`
}

/** Parts of a million as `0.41%`; tiny but present ones as `<0.01%`. */
export function formatRate(millionths: bigint): string {
  if (millionths === 0n) return '0%'
  return millionths < 100n ? '<0.01%' : `${(Number(millionths) / 10_000).toFixed(2)}%`
}

// Names of our own: Intl's change with the version of its data, and server and browser may differ ("Sep", "Sept").
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
export const monthNames: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** `22 Nov 2026`, by UTC. */
export function formatDate(at: Date): string {
  return `${dayAndMonth(at)} ${at.getUTCFullYear()}`
}

/** `Fri 27 Nov`, by UTC. */
export function formatWeekday(at: Date): string {
  return `${days[at.getUTCDay()] ?? ''} ${dayAndMonth(at)}`
}

/** `1 Dec, 00:00 UTC`. */
export function formatMoment(at: Date): string {
  return `${dayAndMonth(at)}, ${at.toISOString().slice(11, 16)} UTC`
}

/** `22 Nov 2026, 21:40:07 UTC`: the absolute form behind a relative one. */
export function formatDateTime(at: Date): string {
  return `${formatDate(at)}, ${at.toISOString().slice(11, 19)} UTC`
}

/** `just now`, `3 min ago`, `5 h ago`; from a day on the date. */
export function formatRelative(at: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  if (seconds < 0) return formatDate(at)
  if (seconds < 45) return 'just now'
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`
  return formatDate(at)
}

/** `840 ms`, `2.83 s`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}

function trim(n: number): string {
  return n.toFixed(1).replace(/\.0$/, '')
}

function dayAndMonth(at: Date): string {
  return `${at.getUTCDate()} ${monthNames[at.getUTCMonth()]?.slice(0, 3) ?? ''}`
}
