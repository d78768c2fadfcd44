const QUARTER_MS = 900_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** More than there are zones: a name may be written in any case, and what a URL may name must not fill the memory. */
const MOST_FORMATS = 1_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether it is the name of a time zone that we can draw in: known to the runtime, its clock a whole number of quarter-hours from UTC's. */
export function isTimeZone(zone: string): boolean {
  try {
    return [0, 6].every(month => offsetMs(new Date(Date.UTC(2026, month)), zone) % QUARTER_MS === 0)
  } catch {
    return false
  }
}

/** How far the zone's clock is ahead of UTC at an instant. @throws RangeError for a zone that does not exist */
export function offsetMs(at: Date, zone: string): number {
  if (zone === 'UTC') return 0
  const local = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(part => [part.type, Number(part.value)]),
  )
  const of = (name: Intl.DateTimeFormatPartTypes) => local.get(name) ?? 0
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return wall - Math.floor(at.getTime() / 1_000) * 1_000
}

/** A date whose UTC fields are what the zone's clock and calendar show at an instant. */
export function onClock(at: Date, zone: string): Date {
  return new Date(at.getTime() + offsetMs(at, zone))
}

/** The date that the zone's calendar shows at an instant, `YYYY-MM-DD`. */
export function localDay(at: Date, zone: string): string {
  return onClock(at, zone).toISOString().slice(0, 10)
}

/**
 * The first instant of a date in the zone: midnight, or where the clock is put forward over midnight, the end of that gap.
 * Where midnight comes twice, the first.
 */
export function startOfLocalDay(day: string, zone: string): Date {
  const wall = Date.parse(`${day}T00:00:00.000Z`)
  // No zone is further from UTC than 15 hours, and none changes its clock by other than quarter-hours.
  const candidates = [offsetMs(new Date(wall - DAY_MS), zone), offsetMs(new Date(wall + DAY_MS), zone)]
    .map(offset => wall - offset)
    .toSorted((a, b) => a - b)
  const exact = candidates.find(at => at + offsetMs(new Date(at), zone) === wall)
  if (exact !== undefined) return new Date(exact)
  const [first = wall] = candidates
  for (let at = first; ; at += QUARTER_MS) if (localDay(new Date(at), zone) >= day) return new Date(at)
}

/** The date that comes so many days after another. */
export function addLocalDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Every instant in [from, to) at which an hour of the zone's clock begins; hours that are repeated stand twice. */
export function localHours(from: Date, to: Date, zone: string): Date[] {
  const starts: Date[] = []
  let at = Math.ceil(from.getTime() / QUARTER_MS) * QUARTER_MS
  while (at < to.getTime()) {
    const into = (((at + offsetMs(new Date(at), zone)) % HOUR_MS) + HOUR_MS) % HOUR_MS
    if (into === 0) starts.push(new Date(at))
    // By quarter-hours up to a whole hour, then by hours; a clock that is put by half an hour falls back to quarter-hours.
    at +=
      into === 0 && offsetMs(new Date(at), zone) === offsetMs(new Date(at + HOUR_MS), zone)
        ? HOUR_MS
        : QUARTER_MS
  }
  return starts
}

/** Making one takes longer than using it a hundred times. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (formats.size >= MOST_FORMATS) formats.clear()
  formats.set(zone, made)
  return made
}
