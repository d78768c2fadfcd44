import { badExport, csvResponse } from '@/app/_server/csv-response'
import { requireMember } from '@/app/_server/ctx'
import { mapPages } from '@/lib/exports/stream'
import { requestHeader, toRequestCells } from '@/lib/exports/request-rows'
import { requestPages } from '@/lib/exports/requests/queries'
import { noFilter } from '@/lib/usage/filter'
import { daysOf, parseUsageParams, rawParams, resolveRange } from '@/app/(dashboard)/usage/search-params'

/** Every single request of the span and with the filters of the usage page's own URL. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireMember()
  const params = parseUsageParams(rawParams(new URL(request.url).searchParams))
  const range = resolveRange(params, ctx.now)
  if (!range.ok) return badExport(range.error.message)
  const filter = { ...noFilter, keyIds: params.keys, endpoints: params.endpoints, modelIds: params.models }
  const { from, to } = daysOf(range.value)
  return csvResponse(
    `serika-requests-${from}-to-${to}`,
    requestHeader,
    mapPages(requestPages(ctx, range.value, filter), toRequestCells),
  )
}
