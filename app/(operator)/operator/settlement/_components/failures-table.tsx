import { AccountLink } from '@/app/(operator)/operator/_components/account-link'
import { Money } from '@/components/money'
import { RelativeTime } from '@/components/relative-time'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { CardBody } from '@/components/ui/card'
import type { SettlementFailure } from '@/lib/operators/losses/losses'
import { ResolveFailure } from './resolve-failure'

export interface FailuresTableProps {
  failures: readonly SettlementFailure[]
  now: Date
  /** Where they are of several accounts. */
  withAccount?: boolean
}

/** Usage that could not be stored, and what was wrong with it. */
export function FailuresTable({ failures, now, withAccount = false }: FailuresTableProps) {
  if (failures.length === 0)
    return <CardBody className="text-13 text-2">No such failure: all usage could be stored.</CardBody>
  return (
    <Table caption="Settlement failures" density="tall">
      <thead>
        <tr>
          <Th>Request</Th>
          {withAccount ? <Th>Account</Th> : null}
          <Th>What went wrong</Th>
          <Th numeric>Not charged</Th>
          <Th numeric>When</Th>
          <Th>Status</Th>
        </tr>
      </thead>
      <tbody>
        {failures.map(failure => (
          <Tr key={failure.requestId}>
            <Td className="max-w-[180px] md:max-w-[260px]">
              <span className="block truncate font-mono text-12" title={failure.requestId}>
                {failure.requestId}
              </span>
              <span className="block truncate text-12 text-2">
                {failure.modelId}, {failure.endpoint}
              </span>
            </Td>
            {withAccount ? (
              <Td>
                <AccountLink accountId={failure.accountId} name={failure.accountName} />
              </Td>
            ) : null}
            <Td className="max-w-[320px] min-w-44">
              <span className="line-clamp-2 text-12 break-words whitespace-normal" title={failure.reason}>
                {failure.reason}
              </span>
            </Td>
            <Td numeric>{failure.costNanos === null ? <None /> : <Money nanos={failure.costNanos} />}</Td>
            <Td numeric className="text-2">
              <RelativeTime at={failure.failedAt} now={now} />
            </Td>
            <Td>
              {failure.resolvedAt ? (
                <StatusDot tone="positive">Resolved</StatusDot>
              ) : (
                <ResolveFailure accountId={failure.accountId} requestId={failure.requestId} />
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
