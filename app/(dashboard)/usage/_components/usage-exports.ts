import type { ExportChoice } from '@/components/export-menu'
import { formatPeriod, periodOf } from '@/lib/period'
import { isMadeOfQuarters, spanInWords, type UsagePeriod } from '@/app/(dashboard)/usage/period'
import {
  isFiltered,
  requestsExportHref,
  usageExportHref,
  type UsageParams,
} from '@/app/(dashboard)/usage/usage-href'

/** The files that the usage page offers: what it shows, day by day and request by request, and the months that it touches, whole, as FOCUS. */
export function usageExports(params: UsageParams, period: UsagePeriod): ExportChoice[] {
  const shown = `${spanInWords(period, period.zone)}, ${period.zone}${isFiltered(params) ? ', as filtered' : ''}`
  const [first, last] = [periodOf(period.from), periodOf(new Date(period.to.getTime() - 1))]
  return [
    ...(isMadeOfQuarters(period)
      ? [{ href: usageExportHref(params), label: 'Usage by day, CSV', range: shown }]
      : []),
    { href: requestsExportHref(params), label: 'Single requests, CSV', range: shown },
    {
      href: `/billing/export/focus?from=${first}&to=${last}`,
      label: 'FOCUS 1.2, CSV',
      range: `${first === last ? formatPeriod(first) : `${formatPeriod(first)} to ${formatPeriod(last)}`}, all usage, UTC`,
    },
  ]
}
