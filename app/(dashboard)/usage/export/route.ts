import { badExport, csvResponse } from '@/app/_server/csv-response'
import { requireMember } from '@/app/_server/ctx'
import { usagePages } from '@/lib/exports/queries'
import { mapPages } from '@/lib/exports/stream'
import { toUsageCells, usageHeader } from '@/lib/exports/usage-rows'
import { noFilter } from '@/lib/usage/filter'
import { daysOf, parseUsageParams, rawParams, resolveRange } from '@/app/(dashboard)/usage/search-params'

/** Usage by day, key, endpoint and model, of the span and with the filters of the page's own URL. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireMember()
  const params = parseUsageParams(rawParams(new URL(request.url).searchParams))
  const range = resolveRange(params, ctx.now)
  if (!range.ok) return badExport(range.error.message)
  const filter = { ...noFilter, keyIds: params.keys, endpoints: params.endpoints, modelIds: params.models }
  const { from, to } = daysOf(range.value)
  return csvResponse(
    `serika-usage-${from}-to-${to}`,
    usageHeader,
    mapPages(usagePages(ctx, range.value, filter), toUsageCells),
  )
}
