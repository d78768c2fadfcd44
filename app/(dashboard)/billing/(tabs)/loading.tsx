import { Card } from '@/components/ui/card'
import { Skeleton, SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'

export default function BillingLoading() {
  return (
    <SkeletonRegion label="Loading billing">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Skeleton className="h-40" />
        <Card>
          <TableSkeleton rows={6} columns={3} />
        </Card>
      </div>
    </SkeletonRegion>
  )
}
