import { PageHead } from '@/components/shell/page-head'
import { Card } from '@/components/ui/card'
import { Skeleton, SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'
import { description } from './words'

export default function RequestsLoading() {
  return (
    <SkeletonRegion label="Loading requests">
      <PageHead title="Requests" description={description} />
      <Skeleton className="mb-2 h-8 w-full max-w-[640px]" />
      <Skeleton className="mb-4 h-8 w-full max-w-[440px]" />
      <Card>
        <TableSkeleton rows={16} columns={7} />
      </Card>
    </SkeletonRegion>
  )
}
