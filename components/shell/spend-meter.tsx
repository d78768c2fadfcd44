import Link from 'next/link'
import { Money } from '@/components/money'
import { Meter } from '@/components/ui/meter'
import { formatLimit, formatUsd, type Nanos } from '@/lib/money'

export type SpendMeterProps =
  | { kind: 'free'; href: string }
  | {
      kind: 'spend'
      /** Where the limit is set. */
      href: string
      /** "November". */
      month: string
      spentNanos: Nanos
      /** The limit in force; null is none. */
      limitNanos: Nanos | null
      /** "1 Dec, 00:00 UTC". */
      resets: string
    }

/** The part of the limit that is spent, for the width of a bar. */
function fraction(spent: Nanos, limit: Nanos): number {
  return limit === 0n ? 1 : Number((spent * 10_000n) / limit) / 10_000
}

const box = 'block border-t border-line px-2 py-3 text-12 focus-visible:-outline-offset-2'

/** The month's spend against the limit, at the foot of the side bar. */
export function SpendMeter(props: SpendMeterProps) {
  if (props.kind === 'free')
    return (
      <Link href={props.href} className={box}>
        <span className="flex justify-between gap-2">
          <span className="text-2">No billing yet</span>
          <span className="link">Set up</span>
        </span>
      </Link>
    )
  const { href, month, spentNanos, limitNanos, resets } = props
  return (
    <Link href={href} className={box}>
      <span className="flex justify-between gap-2">
        <span className="text-2">{month}</span>
        <SpendWords spentNanos={spentNanos} limitNanos={limitNanos} />
      </span>
      {limitNanos === null ? null : (
        <SpendBar spentNanos={spentNanos} limitNanos={limitNanos} className="mt-1.5" />
      )}
      <span className="mt-1.5 block text-3">
        {limitNanos === null ? 'No monthly limit' : `Resets ${resets}`}
      </span>
    </Link>
  )
}

/** The same in the top bar of a phone. */
export function SpendPill(props: SpendMeterProps) {
  if (props.kind === 'free')
    return (
      <Link href={props.href} className="text-12 link">
        Set Up Billing
      </Link>
    )
  const { href, spentNanos, limitNanos } = props
  return (
    <Link href={href} className="grid w-29 gap-1 text-right text-12">
      <SpendWords spentNanos={spentNanos} limitNanos={limitNanos} />
      {limitNanos === null ? null : <SpendBar spentNanos={spentNanos} limitNanos={limitNanos} />}
    </Link>
  )
}

function SpendWords({ spentNanos, limitNanos }: { spentNanos: Nanos; limitNanos: Nanos | null }) {
  return (
    <span className="whitespace-nowrap tnum">
      <Money nanos={spentNanos} className="font-medium" />
      {limitNanos === null ? null : <span className="text-3"> / {formatLimit(limitNanos)}</span>}
    </span>
  )
}

export function SpendBar({
  spentNanos,
  limitNanos,
  className,
}: {
  spentNanos: Nanos
  limitNanos: Nanos
  className?: string
}) {
  return (
    <Meter
      slim
      label="Spent this month"
      valueText={`${formatUsd(spentNanos)} of ${formatLimit(limitNanos)}`}
      value={fraction(spentNanos, limitNanos)}
      className={className}
    />
  )
}
