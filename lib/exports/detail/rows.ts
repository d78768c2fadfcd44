import { figure, timeCell, usdFigure, type CsvCell } from '@/lib/exports/csv'
import type { ExportedKey } from '@/lib/exports/exported-key'
import { lineFinder } from '@/lib/invoices/detail/source'
import type { InvoiceLine, LineDirection } from '@/lib/invoices/lines'
import type { Nanos } from '@/lib/money'

/** Usage at one price row by one key at one endpoint: a day's, or one request's. */
export interface DetailUsage {
  /** Start of the day, or the moment of admission. */
  readonly at: Date
  /** Null for a day's usage. */
  readonly requestId: string | null
  readonly keyId: string
  readonly key: ExportedKey | null
  readonly endpoint: string
  readonly modelId: string
  readonly priceId: string
  /** Of an image model: then `images` count, else the tokens. */
  readonly isImage: boolean
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly images: number
  readonly costNanos: Nanos
  readonly inputCostNanos: Nanos
}

/** Whose detail a file holds. */
export interface DetailOf {
  /** Null while the month runs, or where it came to nothing. */
  readonly number: string | null
  readonly period: string
  readonly lines: readonly InvoiceLine[]
  /** The month goes on: usage may come at a rate that had no line yet when the lines were read; its rows name none. */
  readonly running?: boolean
}

export const detailHeader = [
  'invoice_number',
  'period',
  'line_no',
  'description',
  'model_id',
  'direction',
  'at',
  'request_id',
  'key_id',
  'key_name',
  'key',
  'endpoint',
  'requests',
  'quantity',
  'unit_price_usd',
  'cost_usd',
] as const

/**
 * Usage as rows of the detail: one for each line that it adds to. The costs of a line's rows sum to the line's exact cost.
 * @returns a function from usage to rows; it throws for usage that no line of an issued invoice holds
 */
export function toDetailRows({
  number,
  period,
  lines,
  running = false,
}: DetailOf): (usage: DetailUsage) => CsvCell[][] {
  const lineOf = lineFinder(lines)
  return usage =>
    partsOf(usage).map(({ direction, quantity, costNanos }) => {
      const line = lineOf(usage.priceId, direction)
      if (!line && !running)
        throw new Error(`no line of ${period} holds ${direction} at the price ${usage.priceId}`)
      return [
        number,
        period,
        line ? figure(line.lineNo) : null,
        line?.description ?? null,
        usage.modelId,
        direction,
        timeCell(usage.at),
        usage.requestId,
        usage.keyId,
        usage.key?.name ?? null,
        usage.key?.masked ?? null,
        usage.endpoint,
        figure(usage.requests),
        figure(quantity),
        line && line.direction !== 'other' ? usdFigure(line.rateNanos) : null,
        usdFigure(costNanos),
      ]
    })
}

interface Part {
  readonly direction: LineDirection
  readonly quantity: number
  readonly costNanos: Nanos
}

/** What is neither used nor charged has no line. */
function partsOf(usage: DetailUsage): Part[] {
  const { isImage, images, inputTokens, outputTokens, costNanos, inputCostNanos } = usage
  const parts: Part[] = isImage
    ? [{ direction: 'image', quantity: images, costNanos }]
    : [
        { direction: 'input', quantity: inputTokens, costNanos: inputCostNanos },
        { direction: 'output', quantity: outputTokens, costNanos: costNanos - inputCostNanos },
      ]
  return parts.filter(part => part.quantity > 0 || part.costNanos > 0n)
}
