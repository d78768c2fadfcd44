import { cn } from './cn'

/** A block of the layout that is on its way. Give it the size of what comes; wrap a page of them in SkeletonRegion. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cn('block animate-pulse rounded-xs bg-hover', className)} />
}

/** Says once, to screen readers, that a part is loading. */
export function SkeletonRegion({
  label,
  className,
  children,
}: {
  label: string
  className?: string
  children: React.ReactNode
}) {
  return (
    <div role="status" aria-busy="true" className={className}>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  )
}

/** The shape of a table: a head and rows, first column wider. */
export function TableSkeleton({ rows, columns }: { rows: number; columns: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows + 1 }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-6 border-b border-line px-4 last:border-b-0">
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton
              key={column}
              className={cn('h-3', column === 0 ? 'w-40 max-w-[40%]' : 'ml-auto w-16', row === 0 && 'w-12')}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

const heights = [38, 30, 31, 30, 32, 36, 40, 42, 31, 29, 31, 33, 35, 42, 70, 78, 72, 70, 74, 82, 100, 86]

/** The shape of a bar chart with axis and legend. */
export function ChartSkeleton({ height = 312 }: { height?: number }) {
  return (
    <div aria-hidden="true" style={{ height }} className="flex flex-col">
      <div className="flex min-h-0 flex-1 items-end gap-1 border-b border-line">
        {heights.map((percent, i) => (
          <span
            key={i}
            className="flex-1 animate-pulse rounded-t-[2px] bg-hover"
            style={{ height: `${percent}%` }}
          />
        ))}
      </div>
      <div className="mt-3.5 flex gap-4">
        <Skeleton className="h-2.5 w-16" />
        <Skeleton className="h-2.5 w-12" />
        <Skeleton className="h-2.5 w-18" />
      </div>
    </div>
  )
}
