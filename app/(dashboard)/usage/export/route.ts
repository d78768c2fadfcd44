import { badExport, csvResponse } from '@/app/_server/csv-response'
import { requireMember } from '@/app/_server/ctx'
import { usagePages } from '@/lib/exports/queries'
import { mapPages } from '@/lib/exports/stream'
import { toUsageCells, usageHeader } from '@/lib/exports/usage-rows'
import { daysOf, isMadeOfQuarters, resolvePeriod, zoneInName } from '@/app/(dashboard)/usage/period'
import { parseUsageParams, rawParams } from '@/app/(dashboard)/usage/search-params'
import { filterOf } from '@/app/(dashboard)/usage/usage-href'

/** Usage by day, key, endpoint and model, of the span and with the filters of the page's own URL. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireMember()
  const params = parseUsageParams(rawParams(new URL(request.url).searchParams))
  const period = resolvePeriod(params, ctx.now)
  if (!period.ok) return badExport(period.error.message)
  if (!isMadeOfQuarters(period.value))
    return badExport(
      'Usage is summed by quarters of an hour. Export the single requests of this period instead.',
    )
  const { from, to } = daysOf(period.value, period.value.zone)
  return csvResponse(
    `serika-usage-${from}-to-${to}${zoneInName(params.zone)}`,
    usageHeader,
    mapPages(usagePages(ctx, period.value, filterOf(params), params.zone), toUsageCells),
  )
}
