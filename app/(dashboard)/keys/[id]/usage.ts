import type { ChartPoint, ChartSeries } from '@/components/charts/series'
import { colorsOf, toChart } from '@/app/(dashboard)/usage/_components/chart-data'
import { parseUsageParams, usageHref, type UsageParams } from '@/app/(dashboard)/usage/search-params'
import { loadCatalog } from '@/lib/catalog/queries'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
import type { Nanos } from '@/lib/money'
import { endOf, periodOf, startOf } from '@/lib/period'
import { noFilter } from '@/lib/usage/filter'
import { getUsageReport, listRejections } from '@/lib/usage/queries'
import { presetRange } from '@/lib/usage/range'
import type { RejectionCount } from '@/lib/usage/rejection'
import type { UsageGroup, UsageSums } from '@/lib/usage/report'

/** One part of the month's spend, and where its details stand. */
export interface Share {
  readonly id: string
  readonly label: string
  readonly spentNanos: Nanos
  readonly requests: number
  /** Undefined: a neutral bar. */
  readonly color: string | undefined
  readonly href: string
}

/** What one key used in the month so far. */
export interface KeyUsage {
  /** The usage page, narrowed to this key. */
  readonly href: string
  readonly total: UsageSums
  readonly chart: { readonly series: ChartSeries[]; readonly points: ChartPoint[] }
  readonly models: readonly Share[]
  readonly endpoints: readonly Share[]
  readonly rejections: readonly RejectionCount[]
}

export async function usageOfKey(ctx: Ctx, keyId: KeyId): Promise<KeyUsage> {
  const params: UsageParams = { ...parseUsageParams({}), keys: [keyId] }
  const range = presetRange('month', ctx.now)
  const period = periodOf(ctx.now)
  const filter = { ...noFilter, keyIds: [keyId] }
  const [byModel, byEndpoint, catalog, rejections] = await Promise.all([
    getUsageReport(ctx, range, 'model', filter),
    getUsageReport(ctx, range, 'endpoint', filter),
    loadCatalog(ctx.db),
    listRejections(ctx, { keyId, from: startOf(period), to: endOf(period) }),
  ])
  const names = new Map([...catalog.models.values()].map(({ id, name }) => [id, name]))
  const rank = byModel.groups.map(({ group }) => group)
  const colors = colorsOf(rank, rank)
  const toShare = (group: UsageGroup, label: string, href: string): Share => ({
    id: group.group,
    label,
    spentNanos: group.costNanos,
    requests: group.requests,
    color: colors.get(group.group),
    href,
  })
  return {
    href: usageHref(params),
    total: byModel.total,
    chart: toChart(byModel, range, params, 'spend', rank, names),
    models: byModel.groups.map(group =>
      toShare(group, names.get(group.group) ?? group.group, usageHref({ ...params, models: [group.group] })),
    ),
    endpoints: byEndpoint.groups.map(group =>
      toShare(group, group.group, usageHref({ ...params, endpoints: [group.group] })),
    ),
    rejections,
  }
}
