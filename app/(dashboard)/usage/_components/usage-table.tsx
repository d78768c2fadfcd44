import Link from 'next/link'
import { ShareBar } from '@/components/charts/share-bar'
import { Count } from '@/components/count'
import { Money } from '@/components/money'
import { SortLink } from '@/components/sort-link'
import { None, Table, Td, Th, TotalRow, Tr } from '@/components/table'
import { Card, CardHeader } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { Swatch } from '@/components/ui/swatch'
import { figure, toCsvLine, usdFigure } from '@/lib/exports/csv'
import { formatDuration, formatShare } from '@/lib/format'
import { formatRate, groupPlural, groupTitle } from '@/app/(dashboard)/usage/metrics'
import type { Grouping } from '@/lib/usage/filter'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import { choiceOf } from './filter-choices'
import type { Column, TableRow, UsageTableModel } from './table-rows'

const titles: Record<Column, string> = {
  requests: 'Requests',
  failed: 'Failed',
  errors: 'Error rate',
  input: 'Input tokens',
  output: 'Output tokens',
  images: 'Images',
  p50: 'p50',
  p95: 'p95',
  change: '',
  share: 'Share',
  spend: 'Spend',
}
const unsortable: readonly Column[] = ['change', 'share']

export interface UsageTableProps {
  params: UsageParams
  group: Grouping | 'reason'
  table: UsageTableModel
  colors: ReadonlyMap<string, string>
  /** `October`: what the changes are against. */
  previousName: string
}

/** The figures of the chart by group, in full: the parts add up to the total in the last row. */
export function UsageTable({ params, group, table, colors, previousName }: UsageTableProps) {
  const count = table.rows.length
  const title = groupTitle[group].toLowerCase()
  const sort = params.sort ?? '-spend'
  const head = (name: string, text: string, numeric: boolean) => {
    const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined
    const next = direction === 'descending' || (direction === undefined && !numeric) ? name : `-${name}`
    const flipped = direction === 'ascending' ? `-${name}` : next
    return (
      <Th key={name} numeric={numeric} sort={direction}>
        <SortLink href={usageHref({ ...params, sort: flipped })} sort={direction} numeric={numeric}>
          {text}
        </SortLink>
      </Th>
    )
  }
  return (
    <Card>
      <CardHeader
        title={`By ${title}`}
        note={`${count} ${count === 1 ? title : groupPlural[group]}, same figures as the chart`}
        actions={<CopyButton variant="ghost" label="Copy table" text={toCsv(group, table)} />}
      />
      <Table caption={`Usage by ${title}`} density="dense">
        <thead>
          <tr>
            {head('name', groupTitle[group], false)}
            {table.columns.map(column =>
              unsortable.includes(column) ? (
                <Th key={column} numeric>
                  {column === 'change' ? (
                    <span title={`Against ${previousName}`}>
                      vs {/^the /.test(previousName) ? 'before' : previousName}
                    </span>
                  ) : (
                    titles[column]
                  )}
                </Th>
              ) : (
                head(column, titles[column], true)
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(row => (
            <Tr key={row.id ?? ''}>
              <th scope="row" className="pl-4 text-left font-normal">
                <span className="flex max-w-64 items-center gap-2">
                  <Swatch color={colors.get(row.id ?? '') ?? 'var(--c-other)'} />
                  <RowName params={params} group={group} row={row} />
                </span>
              </th>
              <Figures table={table} row={row} color={colors.get(row.id ?? '')} />
            </Tr>
          ))}
        </tbody>
        <tfoot>
          <TotalRow>
            <Td>Total</Td>
            <Figures table={table} row={table.total} color={undefined} />
          </TotalRow>
        </tfoot>
      </Table>
    </Card>
  )
}

/** Narrows to that row, where it is one thing and not chosen yet. */
function RowName({ params, group, row }: { params: UsageParams; group: Grouping | 'reason'; row: TableRow }) {
  const narrowed =
    group === 'reason' || row.id === null ? null : { ...params, [choiceOf[group]]: [row.id], only: undefined }
  if (!narrowed || row.id === null)
    return (
      <span className="truncate" title={row.label}>
        {row.label}
      </span>
    )
  return (
    <Link
      href={usageHref(narrowed)}
      scroll={false}
      className="truncate rounded-xs hover:underline"
      title={row.label}
    >
      {row.label}
    </Link>
  )
}

function Figures({
  table,
  row,
  color,
}: {
  table: UsageTableModel
  row: TableRow
  color: string | undefined
}) {
  return table.columns.map(column => (
    <Td numeric key={column} className={column === 'share' || column === 'change' ? 'text-2' : undefined}>
      {column === 'change' ? (
        (row.change ?? <None />)
      ) : column === 'share' ? (
        <Share part={row.figures.share ?? 0n} whole={table.total.figures.share ?? 0n} color={color} />
      ) : (
        <Cell column={column} value={row.figures[column] ?? null} />
      )}
    </Td>
  ))
}

function Cell({ column, value }: { column: Column; value: bigint | null }) {
  if (value === null || (value === 0n && column !== 'spend')) return <None />
  if (column === 'spend') return <Money nanos={value} />
  if (column === 'errors') return formatRate(value)
  if (column === 'p50' || column === 'p95') return formatDuration(Number(value))
  return <Count value={Number(value)} />
}

function Share({ part, whole, color }: { part: bigint; whole: bigint; color: string | undefined }) {
  return (
    <span className="flex items-center justify-end gap-3">
      {color ? (
        <ShareBar
          part={whole === 0n ? 0 : Number(part) / Number(whole)}
          color={color}
          className="w-14 max-md:hidden"
        />
      ) : null}
      <span className="w-11">{formatShare(part, whole)}</span>
    </span>
  )
}

/** What is copied: exact figures under the columns' names, in the order in sight. */
function toCsv(group: Grouping | 'reason', { columns, rows, total }: UsageTableModel): string {
  const shown = columns.filter(column => column !== 'change' && column !== 'share')
  const header = [
    groupTitle[group],
    ...shown.map(column => (column === 'spend' ? 'Spend (USD)' : titles[column])),
  ]
  const cells = (row: TableRow) =>
    shown.map(column => {
      const value = row.figures[column] ?? null
      if (value === null) return null
      return column === 'spend' ? usdFigure(value) : column === 'errors' ? formatRate(value) : figure(value)
    })
  return [header, ...[...rows, total].map(row => [row.label, ...cells(row)])].map(toCsvLine).join('')
}
