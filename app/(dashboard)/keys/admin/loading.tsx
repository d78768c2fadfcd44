import { KeyTabs } from '@/app/(dashboard)/keys/_components/key-tabs'
import { PageHead } from '@/components/shell/page-head'
import { Card } from '@/components/ui/card'
import { SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'

export default function AdminKeysLoading() {
  return (
    <SkeletonRegion label="Loading admin keys">
      <PageHead title="API Keys" description="Admin keys read usage and costs, and open nothing else." />
      <KeyTabs />
      <Card>
        <TableSkeleton rows={3} columns={5} />
      </Card>
    </SkeletonRegion>
  )
}
