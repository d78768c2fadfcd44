import { RelativeTime } from '@/components/relative-time'
import { Table, Td, Th, Tr } from '@/components/table'
import type { AdminKeySummary } from '@/lib/admin-keys/admin-key'
import { formatDate, formatDateTime } from '@/lib/format'
import { RevokeButton } from './admin-key-acts'

export interface AdminKeysTableProps {
  keys: readonly AdminKeySummary[]
  /** Platform time. */
  now: Date
  mayWrite: boolean
}

export function AdminKeysTable({ keys, now, mayWrite }: AdminKeysTableProps) {
  return (
    <Table caption="Admin keys" density="tall">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th wideOnly>Created by</Th>
          <Th wideOnly>Created</Th>
          <Th>Last used</Th>
          {mayWrite ? (
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {keys.map(key => (
          <Tr key={key.id}>
            <Td className="max-w-[150px] max-md:py-2 md:max-w-[280px]">
              <div className="truncate font-medium" title={key.name}>
                {key.name}
              </div>
              <div className="truncate font-mono text-12 text-3">{key.masked}</div>
            </Td>
            <Td wideOnly className="max-w-[200px] truncate text-2">
              {key.createdBy ?? 'A former member'}
            </Td>
            <Td wideOnly className="text-2">
              <span data-tip={formatDateTime(key.createdAt)}>{formatDate(key.createdAt)}</span>
            </Td>
            <Td className="text-2">
              {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} /> : 'Never'}
            </Td>
            {mayWrite ? (
              <Td numeric>
                <RevokeButton adminKey={key} />
              </Td>
            ) : null}
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
