import { cn } from './cn'

/** The colour of a series, beside its name. */
export function Swatch({ color, className }: { color: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('size-2 shrink-0 rounded-[2px]', className)}
      style={{ background: color }}
    />
  )
}
