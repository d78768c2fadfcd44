import { cn } from '@/components/ui/cn'
import { formatUsd, formatUsdExact, type Nanos } from '@/lib/money'

export interface MoneyProps {
  nanos: Nanos
  /** All decimals in sight, for rates and for the cost of one request. */
  exact?: boolean
  className?: string
}

/** An amount of dollars as people read it; the tooltip has it to the nano-dollar. */
export function Money({ nanos, exact = false, className }: MoneyProps) {
  const precise = formatUsdExact(nanos)
  const shown = exact ? precise : formatUsd(nanos)
  return (
    <data
      value={precise.replace(/[$,]/g, '')}
      data-tip={shown === precise ? undefined : precise}
      className={cn('tnum', className)}
    >
      {shown}
    </data>
  )
}
