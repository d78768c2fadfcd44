import { ModelsSkeleton } from '@/components/catalog/models-skeleton'

export default function Loading() {
  return (
    <main className="mx-auto w-full max-w-[1264px] px-4 pt-8 md:px-8 md:pt-26">
      <ModelsSkeleton />
    </main>
  )
}
