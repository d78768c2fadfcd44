import { Card, CardHeader } from '@/components/ui/card'
import { SkeletonRegion, TableSkeleton } from '@/components/ui/skeleton'

export default function InvoicesLoading() {
  return (
    <SkeletonRegion label="Loading invoices">
      <Card>
        <CardHeader title="Invoices by month" />
        <TableSkeleton rows={6} columns={7} />
      </Card>
    </SkeletonRegion>
  )
}
