import { csvResponse } from '@/app/_server/csv-response'
import type { Ctx } from '@/lib/ctx'
import { dailyDetail, requestDetail } from '@/lib/exports/detail/queries'
import { detailHeader, toDetailRows, type DetailOf } from '@/lib/exports/detail/rows'
import { flatMapPages } from '@/lib/exports/stream'
import { endOf, startOf, toPeriod } from '@/lib/period'

/** The usage behind a bill's lines as a file, by day and key, or with `?by=request` by request. */
export function detailResponse(ctx: Ctx, request: Request, bill: DetailOf): Promise<Response> {
  const byRequest = new URL(request.url).searchParams.get('by') === 'request'
  const period = toPeriod(bill.period)
  const span = { from: startOf(period), to: endOf(period) }
  const usage = byRequest ? requestDetail(ctx, span) : dailyDetail(ctx, span)
  const name = `serika-${bill.number ?? bill.period}-${byRequest ? 'requests' : 'lines'}`
  return csvResponse(name, detailHeader, flatMapPages(usage, toDetailRows(bill)))
}
