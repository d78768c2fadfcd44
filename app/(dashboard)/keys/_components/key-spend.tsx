import { Money } from '@/components/money'
import { cn } from '@/components/ui/cn'
import { Meter } from '@/components/ui/meter'
import { partOf } from '@/lib/limits/key-limit'
import { formatLimit, formatUsd, type Nanos } from '@/lib/money'

export interface KeySpendProps {
  name: string
  spentNanos: Nanos
  /** The key's own limit; null: none. */
  limitNanos: Nanos | null
  className?: string
}

/** The month's spend of a key and how far it is from the key's own limit. */
export function KeySpend({ name, spentNanos, limitNanos, className }: KeySpendProps) {
  return (
    <div className={cn('min-w-28 md:min-w-33', className)}>
      <div className="flex items-baseline gap-2">
        <Money nanos={spentNanos} />
        <span className="ml-auto text-12 text-2 tnum">
          {limitNanos === null ? (
            <>
              No <span className="max-md:sr-only">own </span>limit
            </>
          ) : (
            `of ${formatLimit(limitNanos)}`
          )}
        </span>
      </div>
      {limitNanos === null ? null : (
        <Meter
          slim
          className="mt-1"
          label={`Spent of the limit of ${name}`}
          value={partOf(spentNanos, limitNanos)}
          valueText={`${formatUsd(spentNanos)} of ${formatLimit(limitNanos)}`}
        />
      )}
    </div>
  )
}
