import { AccountLink } from '@/app/(operator)/operator/_components/account-link'
import { Table, Td, Th, Tr } from '@/components/table'
import { Card, CardFooter, CardHeader } from '@/components/ui/card'
import { formatCount } from '@/lib/format'
import { formatPeriod, toPeriod } from '@/lib/period'
import type { Close } from './close-progress'

/** Whose bills a close could not finish, and why. */
export function FailuresCard({ close, names }: { close: Close; names: ReadonlyMap<string, string> }) {
  const { failures, firstFailures } = close
  const month = formatPeriod(toPeriod(close.period))
  return (
    <Card>
      <CardHeader
        title={`Not billed for ${month}`}
        note="The worker tries them again every hour; what was begun goes on where it stopped"
      />
      <Table caption={`Not billed for ${month}`}>
        <thead>
          <tr>
            <Th>Account</Th>
            <Th>What went wrong</Th>
          </tr>
        </thead>
        <tbody>
          {firstFailures.map(({ accountId, reason }) => (
            <Tr key={accountId}>
              <Td>
                <AccountLink accountId={accountId} name={names.get(accountId) ?? accountId} />
              </Td>
              <Td className="py-2 break-words whitespace-normal! text-2">{reason}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {failures > firstFailures.length ? (
        <CardFooter>
          The first {formatCount(firstFailures.length)} of {formatCount(failures)}.
        </CardFooter>
      ) : null}
    </Card>
  )
}
