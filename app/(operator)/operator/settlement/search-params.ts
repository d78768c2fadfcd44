import { z } from 'zod'
import {
  cursor,
  cursorText,
  hrefOf,
  single,
  type Cursor,
  type RawParams,
} from '@/app/(operator)/operator/search-params'
import { parsePeriod, type Period } from '@/lib/period'

/** The page's state: whose losses of which month, and which failures are in sight. */
export interface SettlementParams {
  /** Null: the latest month that has any. */
  readonly month: Period | null
  /** Also those that somebody has dealt with. */
  readonly resolved: boolean
  readonly before: Cursor | null
}

const schema = z.object({
  month: single.transform(text => {
    const period = parsePeriod(text ?? '')
    return period.ok ? period.value : null
  }),
  resolved: single.transform(text => text === 'too'),
  before: cursor,
})

export function parseSettlementParams(raw: RawParams): SettlementParams {
  return schema.parse(raw)
}

export function settlementHref({ month, resolved, before }: SettlementParams): string {
  return hrefOf('/operator/settlement', {
    month: month ?? '',
    resolved: resolved ? 'too' : '',
    before: before ? cursorText(before) : '',
  })
}
