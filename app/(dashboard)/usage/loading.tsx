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
      <Skeleton className="mb-4 h-8 w-full max-w-[640px]" />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Card>
          <Skeleton className="h-16 rounded-b-none" />
          <div className="p-5">
            <ChartSkeleton height={372} />
          </div>
        </Card>
        <Card>
          <TableSkeleton rows={6} columns={6} />
        </Card>
      </div>
    </SkeletonRegion>
  )
}
