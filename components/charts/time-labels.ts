/** The span that one bar stands for. */
export type Grain = 'hour' | 'day' | 'month'

const format = (options: Intl.DateTimeFormatOptions, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone })

/** The head of a tooltip: `Wed 18 Nov`, `Wed 18 Nov, 14:00 – 15:00`, `November 2026`. */
export function pointLabel(at: Date, grain: Grain, timeZone = 'UTC'): string {
  if (grain === 'month') return format({ month: 'long', year: 'numeric' }, timeZone).format(at)
  const day = format({ weekday: 'short', day: 'numeric', month: 'short' }, timeZone)
    .format(at)
    .replace(',', '')
  if (grain === 'day') return day
  const clock = format({ hour: '2-digit', minute: '2-digit' }, timeZone)
  return `${day}, ${clock.format(at)} – ${clock.format(new Date(at.getTime() + 3_600_000))}`
}

/**
 * Labels under an axis, index → words, at most `most` and evenly spaced. Days are numbers with the month where it begins
 * (`1 Nov`, `4`, `7`); hours are clock times, the day at midnight; a month stands with its year when that begins.
 */
export function axisLabels(
  times: readonly Date[],
  grain: Grain,
  most = 8,
  timeZone = 'UTC',
): Map<number, string> {
  const labels = new Map<number, string>()
  let before: Date | undefined
  for (const i of spread(times, most, grain, timeZone)) {
    const at = times[i]
    if (!at) continue
    labels.set(i, axisLabel(at, before, grain, timeZone))
    before = at
  }
  return labels
}

function axisLabel(at: Date, before: Date | undefined, grain: Grain, timeZone: string): string {
  const changed = (options: Intl.DateTimeFormatOptions) =>
    !before || format(options, timeZone).format(at) !== format(options, timeZone).format(before)
  if (grain === 'month')
    return format(
      changed({ year: 'numeric' }) ? { month: 'short', year: 'numeric' } : { month: 'short' },
      timeZone,
    ).format(at)
  if (grain === 'day')
    return format(
      changed({ month: 'short', year: 'numeric' }) ? { day: 'numeric', month: 'short' } : { day: 'numeric' },
      timeZone,
    ).format(at)
  return hourOf(at, timeZone) === 0
    ? format({ day: 'numeric', month: 'short' }, timeZone).format(at)
    : format({ hour: '2-digit', minute: '2-digit' }, timeZone).format(at)
}

const hourOf = (at: Date, timeZone: string) =>
  Number(format({ hour: '2-digit', hourCycle: 'h23' }, timeZone).format(at))

const strides: Record<Grain, number[]> = {
  hour: [1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96, 168],
  day: [1, 2, 3, 5, 7, 10, 14, 30, 60, 90],
  month: [1, 2, 3, 6, 12],
}

/** Every n-th index, with the smallest n that keeps to `most`; hours begin on the clock's own multiples (00:00, 03:00). */
function spread(times: readonly Date[], most: number, grain: Grain, timeZone: string): number[] {
  const { length } = times
  const stride =
    strides[grain].find(n => Math.ceil(length / n) <= most) ?? Math.max(1, Math.ceil(length / most))
  const clock = Math.min(stride, 24)
  const start = grain === 'hour' ? times.findIndex(at => hourOf(at, timeZone) % clock === 0) : 0
  if (start < 0) return []
  return Array.from({ length: Math.ceil((length - start) / stride) }, (_, i) => start + i * stride)
}
