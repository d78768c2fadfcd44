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

/**
 * An amount in a column that lines up on the decimal point: hidden zeros fill it up to `decimals`
 * (amounts of a dollar and more are left as they are).
 */
export function AlignedMoney({ nanos, decimals = 6 }: { nanos: Nanos; decimals?: number }) {
  const fraction = formatUsd(nanos).split('.')[1] ?? ''
  const missing = nanos >= 1_000_000_000n ? 0 : Math.max(0, decimals - fraction.length)
  return (
    <>
      <Money nanos={nanos} />
      <span aria-hidden="true" className="invisible">
        {'0'.repeat(missing)}
      </span>
    </>
  )
}
