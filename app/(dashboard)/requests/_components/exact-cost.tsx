import { formatUsdExact, toUsdString, type Nanos } from '@/lib/money'

const DECIMALS = 9

/** A cost to the nano-dollar; in a column all stand on their decimal points. Nothing charged for a failure is said in words. */
export function ExactCost({ nanos, failed }: { nanos: Nanos; failed: boolean }) {
  if (failed && nanos === 0n)
    return (
      <data value="0" className="text-3">
        Not charged
      </data>
    )
  const shown = formatUsdExact(nanos)
  const missing = DECIMALS - (shown.split('.')[1]?.length ?? 0)
  return (
    <>
      <data value={toUsdString(nanos)}>{shown}</data>
      <span aria-hidden="true" className="invisible select-none">
        {'0'.repeat(missing)}
      </span>
    </>
  )
}
