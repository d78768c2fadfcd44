import { PageHead } from '@/components/shell/page-head'
import { Card } from '@/components/ui/card'
import { SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'

export default function KeysLoading() {
  return (
    <SkeletonRegion label="Loading API Keys">
      <PageHead title="API Keys" description="A key is shown once, when you create it." />
      <Card>
        <TableSkeleton rows={6} columns={6} />
      </Card>
    </SkeletonRegion>
  )
}
