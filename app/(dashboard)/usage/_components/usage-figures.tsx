import Link from 'next/link'
import { ShareBar } from '@/components/charts/share-bar'
import { Count } from '@/components/count'
import { Money } from '@/components/money'
import { None, Td } from '@/components/table'
import { formatDuration, formatRate, formatShare } from '@/lib/format'
import { requestsHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'
import type { Column, TableRow, UsageTableModel } from './table-rows'

export interface UsageFiguresProps {
  table: UsageTableModel
  row: TableRow
  color: string | undefined
  /** The state that these figures are of; null where its requests cannot be listed. */
  state: UsageParams | null
}

/** The cells of a row. How many requests leads to those requests. */
export function UsageFigures({ table, row, color, state }: UsageFiguresProps) {
  return table.columns.map(column => {
    const value = row.figures[column] ?? null
    return (
      <Td numeric key={column} className={column === 'share' || column === 'change' ? 'text-2' : undefined}>
        {column === 'change' ? (
          (row.change ?? <None />)
        ) : column === 'share' ? (
          <Share part={value ?? 0n} whole={table.total.figures.share ?? 0n} color={color} />
        ) : value === null || (value === 0n && column !== 'spend') ? (
          <None />
        ) : state && (column === 'requests' || column === 'failed') ? (
          <Link
            href={requestsHref(column === 'failed' ? { ...state, statuses: ['failed'] } : state)}
            prefetch={false}
            className="rounded-xs underline decoration-line-control decoration-dotted underline-offset-4 hover:decoration-ink hover:decoration-solid"
          >
            <Count value={value} />
            <span className="sr-only">
              {column === 'failed' ? ' failed' : ''} requests, {row.label}
            </span>
          </Link>
        ) : (
          <Figure column={column} value={value} />
        )}
      </Td>
    )
  })
}

function Figure({ column, value }: { column: Column; value: bigint }) {
  if (column === 'spend') return <Money nanos={value} />
  if (column === 'errors') return formatRate(value)
  if (column === 'p50' || column === 'p95') return formatDuration(Number(value))
  return <Count value={value} />
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
