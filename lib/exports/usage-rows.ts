import { figure, timeCell, usdFigure, type CsvCell } from '@/lib/exports/csv'
import type { Span } from '@/lib/exports/days'
import { keyCells, keyHeader, type ExportedKey } from '@/lib/exports/exported-key'
import type { UsageTotals } from '@/lib/usage/view/question'

/** What one key used of one model at one endpoint within one day. */
export interface UsageRow extends UsageTotals {
  /** A day of UTC, or the part of it that lies in the exported span. */
  readonly span: Span
  readonly keyId: string
  readonly key: ExportedKey | null
  readonly endpoint: string
  readonly modelId: string
  readonly modelName: string | null
}

export const usageHeader = [
  'from',
  'to',
  ...keyHeader,
  'endpoint',
  'model_id',
  'model_name',
  'requests',
  'failed_requests',
  'input_tokens',
  'output_tokens',
  'images',
  'cost_usd',
] as const

/** The cells of a row, in the header's order. */
export function toUsageCells(row: UsageRow): CsvCell[] {
  return [
    timeCell(row.span.from),
    timeCell(row.span.to),
    ...keyCells(row.keyId, row.key),
    row.endpoint,
    row.modelId,
    row.modelName,
    figure(row.requests),
    figure(row.failedRequests),
    figure(row.inputTokens),
    figure(row.outputTokens),
    figure(row.images),
    usdFigure(row.costNanos),
  ]
}
