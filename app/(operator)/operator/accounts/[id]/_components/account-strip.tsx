import { RelativeTime } from '@/components/relative-time'
import { AlertStrip, type AlertRow } from '@/components/ui/alert'
import { isHolding } from '@/lib/billing/standing'
import { formatCount } from '@/lib/format'
import type { findAccount, listAccountDisputes } from '@/lib/operators/account/queries'

export interface AccountStripProps {
  account: NonNullable<Awaited<ReturnType<typeof findAccount>>>
  disputes: Awaited<ReturnType<typeof listAccountDisputes>>
  now: Date
}

/** What keeps the account from going on, or soon will. */
export function AccountStrip({ account, disputes, now }: AccountStripProps) {
  const rows: AlertRow[] = []
  if (account.heldAt)
    rows.push({
      id: 'hold',
      text: (
        <>
          On hold since <RelativeTime at={account.heldAt} now={now} />. {account.holdReason}
        </>
      ),
    })
  const holding = disputes.filter(({ dispute }) => isHolding(dispute)).length
  if (holding > 0)
    rows.push({
      id: 'disputes',
      text: `${formatCount(holding)} disputed ${holding === 1 ? 'payment keeps' : 'payments keep'} the account suspended until won or cleared.`,
    })
  if (account.pastDueSince)
    rows.push({
      id: 'owed',
      text: (
        <>
          An invoice is unpaid since <RelativeTime at={account.pastDueSince} now={now} />.
        </>
      ),
    })
  return <AlertStrip tone={account.standing === 'suspended' ? 'danger' : 'caution'} rows={rows} />
}
