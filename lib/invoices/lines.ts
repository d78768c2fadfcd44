import { allocateCents, toCents, type Nanos } from '@/lib/money'

/** What one account used of one price row in a period, summed from the ledger. */
export interface UsageSum {
  readonly modelId: string
  readonly modelName: string
  readonly priceId: string
  /** `standard`, `long_context` or an image size. */
  readonly variant: string
  readonly effectiveFrom: Date
  /** Nano-dollars per token or image as the price row has them; null where it has no such rate. */
  readonly inputNanos: Nanos | null
  readonly outputNanos: Nanos | null
  readonly imageNanos: Nanos | null
  readonly inputTokens: number
  readonly outputTokens: number
  readonly images: number
  /** What the events cost, exactly. */
  readonly costNanos: Nanos
  /** The part of `costNanos` that is input. */
  readonly inputCostNanos: Nanos
}

export type LineDirection = 'input' | 'output' | 'image' | 'other'

export interface InvoiceLine {
  /** From 1. */
  readonly lineNo: number
  readonly modelId: string
  readonly priceId: string
  readonly direction: LineDirection
  /** `Claude Haiku 4.5, input tokens`. */
  readonly description: string
  /** Tokens or images. */
  readonly quantity: number
  readonly rateNanos: Nanos
  /** Quantity × rate, less what was not charged (see `notChargedNanos`). */
  readonly costNanos: Nanos
  readonly cents: number
}

export interface Bill {
  readonly lines: readonly InvoiceLine[]
  readonly totalNanos: Nanos
  /** `totalNanos` rounded once, half up; the lines' cents sum to it. */
  readonly totalCents: number
}

/** Most lines that Stripe takes on an invoice. */
const MAX_LINES = 250

type Draft = Omit<InvoiceLine, 'lineNo' | 'cents'>

/**
 * The bill of a period: one line per model, direction and price, dearest model first. The only rounding is `toCents` of the
 * whole, shared out over the lines by largest remainder; so the running month and the final invoice come from this one function.
 */
export function toBill(sums: readonly UsageSum[], maxLines = MAX_LINES): Bill {
  const drafts = fold(inOrder(sums).flatMap(toDrafts), maxLines)
  const totalNanos = drafts.reduce((sum, line) => sum + line.costNanos, 0n)
  const cents = allocateCents(drafts.map(line => line.costNanos))
  const lines = drafts.map((line, i) => ({ ...line, lineNo: i + 1, cents: cents[i] ?? 0 }))
  return { lines, totalNanos, totalCents: toCents(totalNanos) }
}

/** What of a line was metered and is not charged: above a request's reservation, or after its period had closed. */
export function notChargedNanos(line: Pick<InvoiceLine, 'quantity' | 'rateNanos' | 'costNanos'>): Nanos {
  return BigInt(line.quantity) * line.rateNanos - line.costNanos
}

function inOrder(sums: readonly UsageSum[]): UsageSum[] {
  const costByModel = new Map<string, Nanos>()
  for (const sum of sums) costByModel.set(sum.modelId, (costByModel.get(sum.modelId) ?? 0n) + sum.costNanos)
  const costOf = (sum: UsageSum) => costByModel.get(sum.modelId) ?? 0n
  return sums.toSorted(
    (a, b) =>
      compare(costOf(b), costOf(a)) ||
      compare(a.modelId, b.modelId) ||
      compare(a.effectiveFrom.getTime(), b.effectiveFrom.getTime()) ||
      compare(a.variant, b.variant) ||
      compare(a.priceId, b.priceId),
  )
}

/** What one price row charges: for text its input and its output, for images one line; nothing where nothing was used. */
export function toDrafts(sum: UsageSum): Draft[] {
  const { modelId, priceId } = sum
  const outputCostNanos = sum.costNanos - sum.inputCostNanos
  const line = (
    direction: LineDirection,
    unit: string,
    quantity: number,
    rateNanos: Nanos | null,
    costNanos: Nanos,
  ): Draft[] => {
    if (quantity === 0 && costNanos === 0n) return []
    if (rateNanos === null) throw new Error(`price ${priceId} of ${modelId} has no rate for ${direction}`)
    return [{ modelId, priceId, direction, description: describe(sum, unit), quantity, rateNanos, costNanos }]
  }
  if (sum.imageNanos !== null) return line('image', 'images', sum.images, sum.imageNanos, sum.costNanos)
  return [
    ...line('input', 'input tokens', sum.inputTokens, sum.inputNanos, sum.inputCostNanos),
    ...line('output', 'output tokens', sum.outputTokens, sum.outputNanos, outputCostNanos),
  ]
}

function describe({ modelName, variant }: UsageSum, unit: string): string {
  if (variant === 'standard') return `${modelName}, ${unit}`
  return `${modelName}, ${unit} (${variant === 'long_context' ? 'long context' : variant.replace('x', ' × ')})`
}

/** Keeps the dearest lines, in their order, and sums the rest into a last one. */
function fold(drafts: readonly Draft[], maxLines: number): Draft[] {
  if (drafts.length <= maxLines) return [...drafts]
  const dearest = drafts.toSorted((a, b) => compare(b.costNanos, a.costNanos)).slice(0, maxLines - 1)
  const kept = new Set(dearest)
  const rest = drafts.filter(line => !kept.has(line))
  const costNanos = rest.reduce((sum, line) => sum + line.costNanos, 0n)
  return [
    ...drafts.filter(line => kept.has(line)),
    {
      modelId: 'other',
      priceId: 'other',
      direction: 'other',
      description: `Other usage, ${rest.length} further items`,
      quantity: 1,
      rateNanos: costNanos,
      costNanos,
    },
  ]
}

function compare<T extends bigint | number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
