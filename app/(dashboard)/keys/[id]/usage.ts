import type { ChartPoint, ChartSeries } from '@/components/charts/series'
import { colorsOf, toChart } from '@/app/(dashboard)/usage/_components/chart-data'
import { narrowedTo } from '@/app/(dashboard)/usage/period'
import { parseUsageParams } from '@/app/(dashboard)/usage/search-params'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import { loadCatalog } from '@/lib/catalog/queries'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'
import type { Nanos } from '@/lib/money'
import { periodOf, startOf } from '@/lib/period'
import { addDays, startOfDay } from '@/lib/usage/buckets'
import { noFilter } from '@/lib/usage/filter'
import type { RejectionCount } from '@/lib/usage/rejection'
import { listRejectionTotals } from '@/lib/usage/rejections/queries'
import { gridOf } from '@/lib/usage/time-grid'
import { getSumSeries, getTotals, listShares } from '@/lib/usage/view/queries'
import type { UsageShare, UsageTotals } from '@/lib/usage/view/question'

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
  readonly total: UsageTotals
  readonly chart: { readonly series: ChartSeries[]; readonly points: ChartPoint[] }
  readonly models: readonly Share[]
  readonly endpoints: readonly Share[]
  readonly rejections: readonly RejectionCount[]
}

export async function usageOfKey(ctx: Ctx, keyId: KeyId): Promise<KeyUsage> {
  const params: UsageParams = { ...parseUsageParams({}), keys: [keyId] }
  const range = { from: startOf(periodOf(ctx.now)), to: addDays(startOfDay(ctx.now), 1) }
  const filter = { ...noFilter, keyIds: [keyId] }
  const grid = gridOf(range, 'day', 'UTC')
  const [total, groups, models, endpoints, catalog, rejections] = await Promise.all([
    getTotals(ctx, range, filter),
    getSumSeries(ctx, { grid, filter, group: 'model' }, 'spend'),
    listShares(ctx, range, filter, 'model'),
    listShares(ctx, range, filter, 'endpoint'),
    loadCatalog(ctx.db),
    listRejectionTotals(ctx, range, filter),
  ])
  const names = new Map([...catalog.models.values()].map(({ id, name }) => [id, name]))
  const nameOf = (model: string) => names.get(model) ?? model
  const rank = models.map(({ value }) => value)
  const colors = colorsOf(rank, rank)
  const toShare = (share: UsageShare, label: string, href: string): Share => ({
    id: share.value,
    label,
    spentNanos: share.costNanos,
    requests: share.requests,
    color: colors.get(share.value),
    href,
  })
  return {
    href: usageHref(params),
    total,
    chart: toChart({ grid, groups, overall: null, additive: true }, rank, nameOf, {
      hrefOf: span => usageHref({ ...params, ...narrowedTo(span, 'UTC') }),
    }),
    models: models.map(share =>
      toShare(share, nameOf(share.value), usageHref({ ...params, models: [share.value] })),
    ),
    endpoints: endpoints.map(share =>
      toShare(share, share.value, usageHref({ ...params, endpoints: [share.value] })),
    ),
    rejections: [...rejections].map(([reason, requests]) => ({ reason, requests: Number(requests) })),
  }
}
