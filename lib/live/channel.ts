import { isId, type AccountId } from '@/lib/ids'

/** The NOTIFY channel that tells of settled requests. Account ids only: what was used is read from the ledger. */
export const LIVE_CHANNEL = 'serika_live'

/** Most ids in a notice: Postgres takes payloads of less than 8,000 bytes. */
export const IDS_PER_NOTICE = 200

export function formatLiveNotice(accountIds: readonly AccountId[]): string {
  return accountIds.join(' ')
}

/** What is no id of an account is left out. */
export function parseLiveNotice(payload: string): AccountId[] {
  return payload.split(' ').filter((text): text is AccountId => isId('account', text))
}
