import { cn } from '@/components/ui/cn'
import { formatDateTime, formatRelative } from '@/lib/format'

/** A moment as "3 min ago", within a day; the tooltip has date, time and zone. `now` is the platform's time. */
export function RelativeTime({ at, now, className }: { at: Date; now: Date; className?: string }) {
  return (
    <time
      dateTime={at.toISOString()}
      data-tip={formatDateTime(at)}
      className={cn('whitespace-nowrap', className)}
    >
      {formatRelative(at, now)}
    </time>
  )
}
