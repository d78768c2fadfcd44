import { badExport, csvResponse } from '@/app/_server/csv-response'
import { requireMember } from '@/app/_server/ctx'
import { mapPages } from '@/lib/exports/stream'
import { requestHeader, toRequestCells } from '@/lib/exports/request-rows'
import { requestPages } from '@/lib/exports/requests/queries'
import { daysOf, resolvePeriod, zoneInName } from '@/app/(dashboard)/usage/period'
import { parseUsageParams, rawParams } from '@/app/(dashboard)/usage/search-params'
import { filterOf } from '@/app/(dashboard)/usage/usage-href'

/** Every single request of the span and with the filters of the usage page's own URL. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireMember()
  const params = parseUsageParams(rawParams(new URL(request.url).searchParams))
  const period = resolvePeriod(params, ctx.now)
  if (!period.ok) return badExport(period.error.message)
  const { from, to } = daysOf(period.value, period.value.zone)
  return csvResponse(
    `serika-requests-${from}-to-${to}${zoneInName(params.zone)}`,
    requestHeader,
    mapPages(requestPages(ctx, period.value, filterOf(params)), toRequestCells),
  )
}
