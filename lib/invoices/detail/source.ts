import type { InvoiceLine, LineDirection } from '@/lib/invoices/lines'

/** The rates whose usage a line sums: by price row, which part of the usage counts. */
export type LineSource = Readonly<Record<Exclude<LineDirection, 'other'>, readonly string[]>>

type Rated = Pick<InvoiceLine, 'priceId' | 'direction'>

/**
 * Where the figures of a line come from. `issued` are all lines of its invoice, `unfolded` the lines that the same usage has when none
 * are folded into a last one; only the folded one needs them.
 */
export function sourceOf(line: Rated, issued: readonly Rated[], unfolded: readonly Rated[]): LineSource {
  if (line.direction !== 'other') return toSource([line])
  const standing = new Set(issued.map(nameOf))
  return toSource(unfolded.filter(one => !standing.has(nameOf(one))))
}

function toSource(rated: readonly Rated[]): LineSource {
  const of = (direction: LineDirection) =>
    rated.filter(one => one.direction === direction).map(({ priceId }) => priceId)
  return { input: of('input'), output: of('output'), image: of('image') }
}

/** The line that a part of usage belongs to, by price row and direction: that of the rate, else the folded one. */
export function lineFinder<T extends Rated>(
  lines: readonly T[],
): (priceId: string, direction: LineDirection) => T | undefined {
  const byRate = new Map(lines.map(line => [nameOf(line), line]))
  const folded = lines.find(({ direction }) => direction === 'other')
  return (priceId, direction) => byRate.get(nameOf({ priceId, direction })) ?? folded
}

function nameOf({ priceId, direction }: Rated): string {
  return `${direction} ${priceId}`
}
