import type { ExportChoice } from '@/components/export-menu'
import { formatDate } from '@/lib/format'
import { formatPeriod, periodOf } from '@/lib/period'
import type { UsageRange } from '@/lib/usage/range'
import {
  isFiltered,
  requestsExportHref,
  usageExportHref,
  type UsageParams,
} from '@/app/(dashboard)/usage/search-params'

/** The files that the usage page offers: what it shows, day by day and request by request, and the months that it touches, whole, as FOCUS. */
export function usageExports(params: UsageParams, range: UsageRange): ExportChoice[] {
  const lastMoment = new Date(range.to.getTime() - 1)
  const shown = `${between(formatDate(range.from), formatDate(lastMoment))}${isFiltered(params) ? ', as filtered' : ''}`
  const [first, last] = [periodOf(range.from), periodOf(lastMoment)]
  return [
    { href: usageExportHref(params), label: 'Usage by day, CSV', range: shown },
    { href: requestsExportHref(params), label: 'Single requests, CSV', range: shown },
    {
      href: `/billing/export/focus?from=${first}&to=${last}`,
      label: 'FOCUS 1.2, CSV',
      range: `${between(formatPeriod(first), formatPeriod(last))}, all usage`,
    },
  ]
}

function between(first: string, last: string): string {
  return first === last ? first : `${first} to ${last}`
}
