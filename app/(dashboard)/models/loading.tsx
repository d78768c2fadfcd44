import { ModelsSkeleton } from '@/components/catalog/models-skeleton'
import { PageHead } from '@/components/shell/page-head'

export default function Loading() {
  return (
    <>
      <PageHead title="Models" description="Every model the API serves, at today's prices." />
      <ModelsSkeleton />
    </>
  )
}
