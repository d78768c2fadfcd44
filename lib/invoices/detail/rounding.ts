import type { InvoiceLine } from '@/lib/invoices/lines'
import { centsToNanos, NANOS_PER_CENT, type Nanos } from '@/lib/money'

/** How a line's exact cost became the cents that stand on the invoice. */
export interface Rounding {
  /** `whole`: there was nothing to round. */
  readonly kind: 'whole' | 'up' | 'down'
  /** The part of a cent beyond the whole ones, nano-dollars: 0 to 9,999,999. */
  readonly beyondNanos: Nanos
  /** Cents of all lines that went to the largest parts of a cent: by so many the total passes the sum of the whole cents. */
  readonly handedOut: number
}

/** The largest-remainder step of one line among all lines of its invoice; `allocateCents` is what it tells of. */
export function toRounding(
  line: Pick<InvoiceLine, 'costNanos' | 'cents'>,
  lines: readonly Pick<InvoiceLine, 'costNanos' | 'cents'>[],
): Rounding {
  const beyondNanos = beyond(line.costNanos)
  const up = centsToNanos(line.cents) > line.costNanos
  return {
    kind: beyondNanos === 0n ? 'whole' : up ? 'up' : 'down',
    beyondNanos,
    handedOut: lines.filter(({ costNanos, cents }) => centsToNanos(cents) > costNanos).length,
  }
}

/** The same in words, for whoever asks where the cent comes from. */
export function explainRounding({ kind, beyondNanos, handedOut }: Rounding): string {
  const part = `${toDecimal(beyondNanos)} of a cent`
  const one = handedOut === 1
  const given = one ? '1 cent went to the line' : `${handedOut} cents went to the lines`
  switch (kind) {
    case 'whole':
      return 'A whole number of cents: nothing is rounded here.'
    case 'up':
      return `The ${part} beyond the whole cents became a full one. The total is rounded once; for the lines to sum to it, ${given} with the largest ${one ? 'part of a cent: this one' : 'parts of a cent, and this is one of them'}.`
    case 'down':
      return handedOut === 0
        ? `The ${part} beyond the whole cents is left off: the total is rounded once, and it needs no cent more than the lines have.`
        : `The ${part} beyond the whole cents is left off. The total is rounded once; for the lines to sum to it, ${given} with the largest ${one ? 'part' : 'parts'} of a cent.`
  }
}

function beyond(nanos: Nanos): Nanos {
  const rest = nanos % NANOS_PER_CENT
  return rest < 0n ? rest + NANOS_PER_CENT : rest
}

/** `0.0759`: a part of a cent, exactly. */
function toDecimal(nanos: Nanos): string {
  return `0.${nanos.toString().padStart(7, '0').replace(/0+$/, '')}`
}
