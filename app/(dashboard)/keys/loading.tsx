import { PageHead } from '@/components/shell/page-head'
import { Card } from '@/components/ui/card'
import { SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'
import { KeyTabs } from './_components/key-tabs'

export default function KeysLoading() {
  return (
    <SkeletonRegion label="Loading API Keys">
      <PageHead title="API Keys" description="A key is shown once, when you create it." />
      <KeyTabs />
      <Card>
        <TableSkeleton rows={6} columns={6} />
      </Card>
    </SkeletonRegion>
  )
}
