import type { AccountId, KeyId } from '@/lib/ids'
import { parsePeriod, type Period } from '@/lib/period'

/** The NOTIFY channel that gateways listen on. Ids only; what changed is read from the database. */
export const CONTROL_CHANNEL = 'serika_control'

export type Notice =
  /** Control changes up to this number are committed. */
  | { readonly kind: 'epoch'; readonly epoch: number }
  /** A gateway could not lease what others hold unused: idle grants of this budget should go back now. */
  | {
      readonly kind: 'squeeze'
      readonly accountId: AccountId
      readonly scope: Scope
      readonly period: Period
    }

export type Scope = 'account' | KeyId

export function formatNotice(notice: Notice): string {
  return notice.kind === 'epoch'
    ? String(notice.epoch)
    : `squeeze ${notice.accountId} ${notice.scope} ${notice.period}`
}

/** Null for anything that is not a notice of ours. */
export function parseNotice(payload: string): Notice | null {
  if (/^\d{1,15}$/.test(payload)) return { kind: 'epoch', epoch: Number(payload) }
  const [word, accountId = '', scope = '', text = ''] = payload.split(' ')
  const period = parsePeriod(text)
  if (word !== 'squeeze' || !isAccountId(accountId) || !isScope(scope) || !period.ok) return null
  return { kind: 'squeeze', accountId, scope, period: period.value }
}

function isAccountId(text: string): text is AccountId {
  return text.startsWith('acc_')
}

function isScope(text: string): text is Scope {
  return text === 'account' || text.startsWith('key_')
}
