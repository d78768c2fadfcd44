import { Card } from '@/components/ui/card'
import { ChartSkeleton, Skeleton, SkeletonRegion } from '@/components/ui/skeleton'

export default function LimitsLoading() {
  return (
    <SkeletonRegion label="Loading Usage Limits">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Card className="grid gap-5 p-5 md:grid-cols-[minmax(0,296px)_minmax(0,1fr)]">
          <div className="grid content-start gap-4">
            <Skeleton className="h-5" />
            <Skeleton className="h-11" />
            <Skeleton className="h-8 w-24" />
          </div>
          <ChartSkeleton height={300} />
        </Card>
        <div className="grid gap-4 md:grid-cols-2">
          <Skeleton className="h-64" />
          <Skeleton className="h-64" />
        </div>
      </div>
    </SkeletonRegion>
  )
}
