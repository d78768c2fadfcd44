import { figure, usdFigure, type CsvCell } from '@/lib/exports/csv'
import { keyCells, keyHeader, yesOrNo, type ExportedKey } from '@/lib/exports/exported-key'
import type { Nanos } from '@/lib/money'

/** One request, as the ledger has it. */
export interface RequestRow {
  /** Platform time of its admission. */
  readonly at: Date
  readonly id: string
  readonly keyId: string
  readonly key: ExportedKey | null
  readonly endpoint: string
  readonly modelId: string
  readonly modelName: string | null
  readonly status: string
  readonly httpStatus: number
  readonly errorCode: string | null
  readonly inputTokens: number
  readonly outputTokens: number
  /** Hidden part of the output tokens. */
  readonly reasoningTokens: number
  readonly images: number
  readonly estimated: boolean
  readonly streamed: boolean
  readonly latencyMs: number
  /** Null where nothing was streamed. */
  readonly ttftMs: number | null
  readonly costNanos: Nanos
}

export const requestHeader = [
  'time',
  'request_id',
  ...keyHeader,
  'endpoint',
  'model_id',
  'model_name',
  'status',
  'http_status',
  'error_code',
  'input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'images',
  'estimated',
  'streamed',
  'latency_ms',
  'first_token_ms',
  'cost_usd',
] as const

/** The cells of a request, in the header's order. */
export function toRequestCells(row: RequestRow): CsvCell[] {
  return [
    row.at.toISOString(),
    row.id,
    ...keyCells(row.keyId, row.key),
    row.endpoint,
    row.modelId,
    row.modelName,
    row.status,
    figure(row.httpStatus),
    row.errorCode,
    figure(row.inputTokens),
    figure(row.outputTokens),
    figure(row.reasoningTokens),
    figure(row.images),
    yesOrNo(row.estimated),
    yesOrNo(row.streamed),
    figure(row.latencyMs),
    row.ttftMs === null ? null : figure(row.ttftMs),
    usdFigure(row.costNanos),
  ]
}
