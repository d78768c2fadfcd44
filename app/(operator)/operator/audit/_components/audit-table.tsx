import { AccountLink } from '@/app/(operator)/operator/_components/account-link'
import { RelativeTime } from '@/components/relative-time'
import { Table, Td, Th, Tr } from '@/components/table'
import { actWords, detailWords } from '@/lib/operators/acts'
import type { AuditEntry } from '@/lib/operators/audit/entries'

export function AuditTable({ entries, now }: { entries: readonly AuditEntry[]; now: Date }) {
  return (
    <Table caption="Audit log" density="tall">
      <thead>
        <tr>
          <Th>Act</Th>
          <Th>Account</Th>
          <Th>By</Th>
          <Th>Details</Th>
          <Th numeric>When</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map(entry => (
          <Row key={entry.id} entry={entry} now={now} />
        ))}
      </tbody>
    </Table>
  )
}

function Row({ entry, now }: { entry: AuditEntry; now: Date }) {
  const { account, actor, target } = entry
  const details = detailWords(entry.action, entry.details)
  return (
    <Tr>
      <Td className="max-w-[180px] md:max-w-[260px]">
        <span className="block truncate font-medium">{actWords(entry.action)}</span>
        {target === null || target === account?.id ? null : (
          <span className="block truncate font-mono text-12 text-3" title={target}>
            {target}
          </span>
        )}
      </Td>
      <Td>
        {account ? (
          <AccountLink accountId={account.id} name={account.name} />
        ) : (
          <span className="text-2">The platform</span>
        )}
      </Td>
      <Td className="max-w-[200px]">
        {actor ? (
          <>
            <span className="block truncate">{actor.name}</span>
            <span className="block truncate text-12 text-2">{actor.email}</span>
          </>
        ) : (
          <span className="text-2">
            {entry.action.startsWith('operator.') ? 'A command' : 'The platform'}
          </span>
        )}
      </Td>
      <Td className="max-w-[360px] min-w-40 text-2">
        <span className="line-clamp-2 text-12 break-words whitespace-normal" title={details}>
          {details}
        </span>
      </Td>
      <Td numeric className="text-2">
        <RelativeTime at={entry.at} now={now} />
      </Td>
    </Tr>
  )
}
