import { cn } from '@/components/ui/cn'

/** The mark: three strokes on a dark tile. */
export function Logo({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('grid size-6 shrink-0 place-items-center rounded-sm bg-ink text-page', className)}
    >
      <svg viewBox="0 0 14 14" className="size-3.5" fill="currentColor">
        <rect x="4" y="1" width="9" height="3" rx="1.5" />
        <rect x="2.5" y="5.5" width="9" height="3" rx="1.5" />
        <rect x="1" y="10" width="9" height="3" rx="1.5" />
      </svg>
    </span>
  )
}
