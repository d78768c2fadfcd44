import { PageHead } from '@/components/shell/page-head'
import { Card } from '@/components/ui/card'
import { ChartSkeleton, Skeleton, SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'

export default function UsageLoading() {
  return (
    <SkeletonRegion label="Loading API Usage">
      <PageHead
        title="API Usage"
        description="What you used and what it cost, by period, key, endpoint and model."
      />
      <div className="mb-4 grid gap-2">
        <Skeleton className="h-9 w-full max-w-[760px]" />
        <Skeleton className="h-9 w-full max-w-[520px]" />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Card>
          <Skeleton className="h-20 rounded-b-none" />
          <div className="p-5">
            <ChartSkeleton height={430} />
          </div>
        </Card>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 md:grid-cols-3">
          {['keys', 'models', 'endpoints'].map(list => (
            <Skeleton key={list} className="h-56 rounded-card" />
          ))}
        </div>
        <Card>
          <TableSkeleton rows={6} columns={7} />
        </Card>
      </div>
    </SkeletonRegion>
  )
}
