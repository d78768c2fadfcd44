import { formatDate, formatDateTime } from '@/lib/format'
import { onClock } from '@/lib/usage/zone'

/** `22 Nov, 21:39:56` by the clock of a zone. */
export function logTime(at: Date, zone: string): string {
  const local = onClock(at, zone)
  return `${formatDate(local).replace(/ \d{4}$/, '')}, ${local.toISOString().slice(11, 19)}`
}

/** The same to the millisecond, with year and zone. */
export function logTimeInFull(at: Date, zone: string): string {
  const local = onClock(at, zone)
  return formatDateTime(local).replace(/ UTC$/, `.${local.toISOString().slice(20, 23)} ${zone}`)
}
