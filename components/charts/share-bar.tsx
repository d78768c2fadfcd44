import { cn } from '@/components/ui/cn'

export interface ShareBarProps {
  /** The part of the whole, 0 to 1, for the width alone; the share stands beside it in words. */
  part: number
  color?: string
  className?: string
}

/** As wide as the share it stands for; never invisible for something that is there. */
export function ShareBar({ part, color = 'var(--ink-2)', className }: ShareBarProps) {
  const percent = part <= 0 ? 0 : Math.min(100, Math.max(1, part * 100))
  return (
    <span
      aria-hidden="true"
      className={cn('block h-[3px] overflow-hidden rounded-[2px] bg-inset', className)}
    >
      <span
        className="block h-full rounded-[2px]"
        style={{ width: `${percent.toFixed(1)}%`, background: color }}
      />
    </span>
  )
}
