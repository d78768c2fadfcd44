import { z } from 'zod'
import {
  cursor,
  cursorText,
  hrefOf,
  searchText,
  single,
  type RawParams,
} from '@/app/(operator)/operator/search-params'
import { actorKinds, type AuditFilter } from '@/lib/operators/audit/entries'

/** Which entries are in sight. */
export type AuditParams = Omit<AuditFilter, 'limit'>

const schema = z.object({
  q: searchText,
  by: single.transform(text => actorKinds.find(kind => kind === text) ?? 'all'),
  act: single.transform(text => (/^[a-z_]{1,50}\.[a-z_]{1,50}$/.test(text ?? '') ? (text ?? null) : null)),
  before: cursor,
})

export function parseAuditParams(raw: RawParams): AuditParams {
  const { q, by, act, before } = schema.parse(raw)
  return { search: q, by, action: act, before }
}

export function auditHref(params: AuditParams): string {
  const { search, before } = params
  return hrefOf('/operator/audit', {
    q: search,
    ...keptBySearch(params),
    before: before ? cursorText(before) : '',
  })
}

/** What stays when something else is searched for. */
export function keptBySearch({ by, action }: AuditParams): Record<string, string> {
  return { by: by === 'all' ? '' : by, act: action ?? '' }
}
