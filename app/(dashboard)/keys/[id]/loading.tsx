import { PageHead } from '@/components/shell/page-head'
import { Card, CardBody } from '@/components/ui/card'
import { ChartSkeleton, Skeleton, SkeletonRegion } from '@/components/ui/skeleton'

export default function KeyLoading() {
  return (
    <SkeletonRegion label="Loading the key">
      <PageHead
        crumb={<Skeleton className="h-3 w-40" />}
        title={<Skeleton className="h-5 w-44" />}
        description={<Skeleton className="mt-1.5 h-3 w-20" />}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_320px]">
          <Card>
            <CardBody>
              <ChartSkeleton height={292} />
            </CardBody>
          </Card>
          <Skeleton className="h-80 rounded-card" />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 md:grid-cols-2">
          <Skeleton className="h-48 rounded-card" />
          <Skeleton className="h-48 rounded-card" />
        </div>
      </div>
    </SkeletonRegion>
  )
}
