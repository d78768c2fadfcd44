import { cn } from '@/components/ui/cn'
import { formatCount, formatCountShort } from '@/lib/format'

/** A count, short from 10,000 on (`12.4M`); the tooltip has it in full. `unit` follows it ("tokens"). */
export function Count({
  value,
  unit,
  className,
}: {
  value: number | bigint
  unit?: string
  className?: string
}) {
  const full = formatCount(value)
  const shown = formatCountShort(value)
  return (
    <data
      value={String(value)}
      data-tip={shown === full ? undefined : unit ? `${full} ${unit}` : full}
      className={cn('tnum', className)}
    >
      {unit ? `${shown} ${unit}` : shown}
    </data>
  )
}
