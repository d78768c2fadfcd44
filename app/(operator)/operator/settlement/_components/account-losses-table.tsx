import { AccountLink } from '@/app/(operator)/operator/_components/account-link'
import { Money } from '@/components/money'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { formatCount } from '@/lib/format'
import type { AccountLosses } from '@/lib/operators/losses/losses'
import { formatPeriod, type Period } from '@/lib/period'

/** Whose requests the platform bore in a month. */
export function AccountLossesTable({ losses, month }: { losses: readonly AccountLosses[]; month: Period }) {
  return (
    <Table caption={`Borne in ${formatPeriod(month)}, by account`}>
      <thead>
        <tr>
          <Th>Account</Th>
          <Th numeric>Absorbed</Th>
          <Th numeric>Waived</Th>
          <Th numeric>Requests</Th>
        </tr>
      </thead>
      <tbody>
        {losses.map(row => (
          <Tr key={row.accountId}>
            <Td>
              <AccountLink accountId={row.accountId} name={row.name} />
            </Td>
            <Td numeric>{row.absorbedNanos === 0n ? <None /> : <Money nanos={row.absorbedNanos} />}</Td>
            <Td numeric>{row.waivedNanos === 0n ? <None /> : <Money nanos={row.waivedNanos} />}</Td>
            <Td numeric className="text-2">
              {formatCount(row.requests)}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
