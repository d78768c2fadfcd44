import { Card } from '@/components/ui/card'
import { Skeleton, SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'

/** The shape of the list of models: filters and a table. */
export function ModelsSkeleton() {
  return (
    <SkeletonRegion label="The models are loading">
      <div className="mb-4 flex flex-wrap gap-2">
        <Skeleton className="h-8 w-64 rounded-ctl" />
        <Skeleton className="h-8 w-40 rounded-ctl" />
        <Skeleton className="h-8 w-56 rounded-ctl" />
      </div>
      <Card>
        <div className="flex h-11 items-center border-b border-line px-4">
          <Skeleton className="h-3 w-24" />
        </div>
        <TableSkeleton rows={12} columns={6} />
      </Card>
    </SkeletonRegion>
  )
}
