import type { Metadata } from 'next'
import { SearchX } from 'lucide-react'
import { requireMember } from '@/app/_server/ctx'
import { EmptyState } from '@/components/empty-state'
import { ExportMenu } from '@/components/export-menu'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { loadCatalog } from '@/lib/catalog/queries'
import { listKeyNames } from '@/lib/keys/names/queries'
import { noFilter } from '@/lib/usage/filter'
import { presetRange, dayOf, offeredBuckets, type UsageRange } from '@/lib/usage/range'
import { getUsageReport, hasUsage, listUsageFacets } from '@/lib/usage/queries'
import { chartReference } from './_components/chart-reference'
import { usageExports } from './_components/usage-exports'
import { colorsOf, rankOf, toChart } from './_components/chart-data'
import { ChartCard } from './_components/chart-card'
import { FirstRequest } from './_components/first-request'
import { dimensionPlural } from './_components/labels'
import { toOptions } from './_components/options'
import { UsageFilters } from './_components/usage-filters'
import { UsageTable } from './_components/usage-table'
import {
  daysOf,
  isFiltered,
  parseUsageParams,
  resolveRange,
  usageHref,
  type RawParams,
} from './search-params'

export const metadata: Metadata = { title: 'API Usage' }

export default async function UsagePage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireMember()
  const params = parseUsageParams(await searchParams)
  const resolved = resolveRange(params, ctx.now)
  const range: UsageRange = resolved.ok ? resolved.value : presetRange('month', ctx.now)
  const filter = { ...noFilter, keyIds: params.keys, endpoints: params.endpoints, modelIds: params.models }
  const [used, report, facets, keys, catalog, reference] = await Promise.all([
    hasUsage(ctx),
    getUsageReport(ctx, range, params.group, filter),
    listUsageFacets(ctx, range),
    listKeyNames(ctx),
    loadCatalog(ctx.db),
    chartReference(ctx, params, range),
  ])
  const modelNames = new Map([...catalog.models.values()].map(({ id, name }) => [id, name]))
  const labels =
    params.group === 'key' ? keys : params.group === 'model' ? modelNames : new Map<string, string>()
  const rank = rankOf(facets, params.group)
  const visible = report.groups.map(({ group }) => group)
  const chart = toChart(report, range, params, params.metric, rank, labels)

  return (
    <>
      <PageHead
        title="API Usage"
        description="What you used and what it cost, by period, key, endpoint and model."
        actions={used && resolved.ok ? <ExportMenu choices={usageExports(params, range)} /> : null}
      />
      {used ? (
        <>
          <UsageFilters
            params={params}
            days={daysOf(range)}
            today={dayOf(ctx.now)}
            options={toOptions(facets, params, keys, modelNames)}
          />
          {resolved.ok ? null : (
            <p role="alert" className="mb-4 text-13 text-dan">
              {resolved.error.message} This is the month to date instead.
            </p>
          )}
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <ChartCard
              params={params}
              total={report.total}
              buckets={offeredBuckets(range)}
              bucket={range.bucket}
              days={daysOf(range)}
              chart={chart}
              reference={reference}
            />
            {report.groups.length > 0 ? (
              <UsageTable
                dimension={params.group}
                report={report}
                labels={labels}
                colors={colorsOf(rank, visible)}
              />
            ) : (
              <Card>
                <EmptyState
                  as="h2"
                  icon={<SearchX aria-hidden="true" />}
                  title="Nothing matches"
                  actions={<WayOut params={params} />}
                >
                  {isFiltered(params)
                    ? `No request of these days matches the chosen ${chosen(params)}. Other days or fewer filters may.`
                    : 'No requests were made in these days.'}
                </EmptyState>
              </Card>
            )}
          </div>
        </>
      ) : (
        <FirstRequest standing={ctx.account.standing} hasKey={keys.size > 0} />
      )}
    </>
  )
}

function WayOut({ params }: { params: ReturnType<typeof parseUsageParams> }) {
  if (isFiltered(params))
    return (
      <ButtonLink href={usageHref({ ...params, keys: [], endpoints: [], models: [] })}>
        Clear filters
      </ButtonLink>
    )
  return (
    <ButtonLink href={usageHref({ ...params, preset: '30d', from: undefined, to: undefined })}>
      Show 30 days
    </ButtonLink>
  )
}

function chosen(params: ReturnType<typeof parseUsageParams>): string {
  const parts = [
    params.keys.length > 0 ? dimensionPlural.key : undefined,
    params.endpoints.length > 0 ? dimensionPlural.endpoint : undefined,
    params.models.length > 0 ? dimensionPlural.model : undefined,
  ].filter(part => part !== undefined)
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(parts)
}
