import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton, SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'

export default function RunningInvoiceLoading() {
  return (
    <SkeletonRegion label="Loading the running invoice">
      <div className="mb-5 grid gap-2">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-7 w-56" />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_304px]">
        <Card>
          <CardHeader title="Lines" />
          <TableSkeleton rows={10} columns={5} />
        </Card>
        <Card className="grid gap-3 p-4">
          <Skeleton className="h-4 w-12" />
          <Skeleton className="h-9 w-32" />
          <Skeleton className="h-24 w-full" />
        </Card>
      </div>
    </SkeletonRegion>
  )
}
