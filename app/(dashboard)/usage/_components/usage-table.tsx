import Link from 'next/link'
import { SortLink } from '@/components/sort-link'
import { Table, Td, Th, TotalRow, Tr } from '@/components/table'
import { Card, CardHeader } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { Swatch } from '@/components/ui/swatch'
import { figure, toCsvLine, usdFigure } from '@/lib/exports/csv'
import { formatRate } from '@/lib/format'
import { groupPlural, groupTitle } from '@/app/(dashboard)/usage/metrics'
import type { Grouping } from '@/lib/usage/filter'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import { narrowedToValue } from './filter-choices'
import type { Column, TableRow, UsageTableModel } from './table-rows'
import { UsageFigures } from './usage-figures'

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
  const sort = sortOf(params, table)
  const head = (name: string, text: string, numeric: boolean) => {
    const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined
    const next = direction === 'descending' || (direction === undefined && !numeric) ? name : `-${name}`
    return (
      <Th key={name} numeric={numeric} sort={direction}>
        <SortLink href={usageHref({ ...params, sort: next })} sort={direction} numeric={numeric}>
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
          {table.rows.map(row => {
            const narrowed =
              group === 'reason' || row.id === null ? null : narrowedToValue(params, group, row.id)
            return (
              <Tr key={row.id ?? ''}>
                <th scope="row" className="pl-4 text-left font-normal">
                  <span className="flex max-w-64 items-center gap-2">
                    <Swatch color={colors.get(row.id ?? '') ?? 'var(--c-other)'} />
                    <RowName label={row.label} narrowed={narrowed} />
                  </span>
                </th>
                <UsageFigures table={table} row={row} color={colors.get(row.id ?? '')} state={narrowed} />
              </Tr>
            )
          })}
        </tbody>
        <tfoot>
          <TotalRow>
            <Td>Total</Td>
            <UsageFigures
              table={table}
              row={table.total}
              color={undefined}
              state={group === 'reason' ? null : params}
            />
          </TotalRow>
        </tfoot>
      </Table>
    </Card>
  )
}

/** What the rows are sorted by: what is in the URL may be meant for the table by time. */
function sortOf({ sort }: UsageParams, { columns }: UsageTableModel): string {
  const name = sort?.replace(/^-/, '')
  const known = name === 'name' || columns.some(column => column === name && !unsortable.includes(column))
  if (sort !== undefined && known) return sort
  return columns.includes('spend') ? '-spend' : '-requests'
}

/** Narrows to that row, where it is one thing. */
function RowName({ label, narrowed }: { label: string; narrowed: UsageParams | null }) {
  if (!narrowed)
    return (
      <span className="truncate" title={label}>
        {label}
      </span>
    )
  return (
    <Link
      href={usageHref(narrowed)}
      scroll={false}
      prefetch={false}
      className="truncate rounded-xs hover:underline"
      title={label}
    >
      {label}
    </Link>
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
