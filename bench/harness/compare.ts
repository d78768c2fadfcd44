import type { BillLine } from '@/bench/harness/bill'
import type { LedgerEvent } from '@/bench/harness/ledger'
import { nanosOf } from '@/bench/harness/prices'

/**
 * How an event disagrees with the upstream's bill; empty where it does not. What was charged, or borne by us, is what the
 * upstream bills; a failed request costs nothing, whatever it had cost upstream. Figures marked estimated are our own count.
 */
export function disagreement(event: LedgerEvent, line: BillLine | undefined): string[] {
  if (event.estimated || (event.costNanos === 0n && event.status === 'failed')) return []
  const charged = event.costNanos + event.absorbedNanos + event.waivedNanos
  const billed = line ? nanosOf(line) : 0n
  return charged === billed ? [] : [`${event.id}: ${charged} nanos for ${billed} (${event.status})`]
}

export function sumNanos(nanos: readonly bigint[]): bigint {
  return nanos.reduce((all, n) => all + n, 0n)
}
