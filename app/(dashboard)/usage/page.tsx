import type { Metadata } from 'next'
import { requireMember } from '@/app/_server/ctx'
import { ExportMenu } from '@/components/export-menu'
import { PageHead } from '@/components/shell/page-head'
import { loadCatalog } from '@/lib/catalog/queries'
import { listKeyNames } from '@/lib/keys/names/queries'
import { hasUsage } from '@/lib/usage/queries'
import { listSavedViews } from '@/lib/usage/saved-views/queries'
import { localDay } from '@/lib/usage/zone'
import { colorsOf, toChart } from './_components/chart-data'
import { ChartCard } from './_components/chart-card'
import { chartReference } from './_components/chart-reference'
import { toFilterOptions } from './_components/filter-choices'
import { FirstRequest } from './_components/first-request'
import { naming } from './_components/names'
import { NothingMatches } from './_components/nothing-matches'
import { toTable } from './_components/table-rows'
import { toTiles } from './_components/tiles'
import { SavedViews } from './_components/saved-views'
import { TopLists } from './_components/top-lists'
import { usageExports } from './_components/usage-exports'
import { UsageFilters } from './_components/usage-filters'
import { UsageTable } from './_components/usage-table'
import { groupingOf } from './metrics'
import { daysOf, resolvePeriodOrMonth, zoomInWords } from './period'
import { parseUsageParams, type RawParams } from './search-params'
import { usageQuery } from './usage-href'
import { readUsageView } from './usage-view'

export const metadata: Metadata = { title: 'API Usage' }

export default async function UsagePage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireMember()
  const params = parseUsageParams(await searchParams)
  const { period, problem } = resolvePeriodOrMonth(params, ctx.now)
  const [used, view, keys, catalog, reference, savedViews] = await Promise.all([
    hasUsage(ctx),
    readUsageView(ctx, params, period),
    listKeyNames(ctx),
    loadCatalog(ctx.db),
    chartReference(ctx, params, period),
    listSavedViews(ctx),
  ])
  const models = new Map([...catalog.models.values()].map(({ id, name }) => [id, name]))
  const nameOf = naming(keys, models)
  const group = groupingOf(params)
  const values =
    group === 'reason' ? [...view.now.rejections.keys()] : view.shares[group].map(({ value }) => value)
  const rank = group === 'reason' ? values : view.rank
  const colors = colorsOf(rank, values)

  return (
    <>
      <PageHead
        title="API Usage"
        description="What you used and what it cost, by period, key, endpoint and model."
        actions={
          used && problem === null ? (
            <>
              <SavedViews views={savedViews} query={usageQuery(params)} />
              <ExportMenu choices={usageExports(params, period)} />
            </>
          ) : null
        }
      />
      {used ? (
        <>
          <UsageFilters
            params={params}
            days={daysOf(period, period.zone)}
            today={localDay(ctx.now, period.zone)}
            options={toFilterOptions(view.options, params, nameOf)}
            zoomed={problem === null ? zoomInWords(params, period) : undefined}
          />
          {problem === null ? null : (
            <p role="alert" className="mb-4 text-13 text-dan">
              {problem} This is the month to date instead.
            </p>
          )}
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <ChartCard
              params={params}
              period={period}
              grid={view.series.grid}
              tiles={toTiles(view.now, view.before, params.percentile)}
              chart={toChart(view.series, rank, value => nameOf(group, value), { previous: view.previous })}
              reference={reference}
            />
            {values.length > 0 ? (
              <>
                {group === 'reason' ? null : (
                  <TopLists params={params} view={view} nameOf={nameOf} colored={{ group, colors }} />
                )}
                <UsageTable
                  params={params}
                  group={group}
                  table={toTable(view, params.metric, group, value => nameOf(group, value), params.sort)}
                  colors={colors}
                  previousName={period.previousName}
                />
              </>
            ) : (
              <NothingMatches params={params} />
            )}
          </div>
        </>
      ) : (
        <FirstRequest standing={ctx.account.standing} hasKey={keys.size > 0} />
      )}
    </>
  )
}
