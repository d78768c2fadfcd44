import { badExport, csvResponse } from '@/app/_server/csv-response'
import { requireMember } from '@/app/_server/ctx'
import { focusPages } from '@/lib/exports/focus/queries'
import { focusHeader, toFocusCells } from '@/lib/exports/focus/rows'
import { mapPages } from '@/lib/exports/stream'
import { parsePeriod, periodOf, periodsBetween } from '@/lib/period'

/** The longest span of the usage page touches so many months. */
const MAX_PERIODS = 13

/** Charges of whole billing periods, `from` and `to` (`YYYY-MM`) included, as FOCUS 1.2. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireMember()
  const query = new URL(request.url).searchParams
  const current = periodOf(ctx.now)
  const first = parsePeriod(query.get('from') ?? current)
  if (!first.ok) return badExport(first.error.message)
  const last = parsePeriod(query.get('to') ?? first.value)
  if (!last.ok) return badExport(last.error.message)
  if (first.value > last.value) return badExport('The first month lies after the last.')
  if (last.value > current) return badExport('That month has not begun.')
  if (periodsBetween(first.value, last.value).length > MAX_PERIODS)
    return badExport(`Choose at most ${MAX_PERIODS} months.`)
  const name = first.value === last.value ? first.value : `${first.value}-to-${last.value}`
  return csvResponse(
    `serika-focus-1.2-${name}`,
    focusHeader,
    mapPages(focusPages(ctx, first.value, last.value), toFocusCells),
  )
}
