import { Card } from '@/components/ui/card'
import { Skeleton, SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'

export default function OperatorLoading() {
  return (
    <SkeletonRegion label="Loading">
      <div className="mb-4 grid min-h-11 content-center gap-2 md:mb-5">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-3 w-72 max-w-full" />
      </div>
      <Card>
        <TableSkeleton rows={10} columns={6} />
      </Card>
    </SkeletonRegion>
  )
}
