import { RelativeTime } from '@/components/relative-time'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { Badge, StatusDot, type Tone } from '@/components/ui/badge'
import { formatDate, formatDateTime } from '@/lib/format'
import { permissionWords, type Permission } from '@/lib/keys/permissions'
import type { KeySummary } from '@/lib/keys/queries'
import type { KeyStatus } from '@/lib/keys/status'
import { KeyMenu } from './key-menu'

const statuses: Record<KeyStatus, { tone: Tone; word: string }> = {
  active: { tone: 'positive', word: 'Active' },
  disabled: { tone: 'neutral', word: 'Disabled' },
  expired: { tone: 'caution', word: 'Expired' },
}

export interface KeysTableProps {
  keys: readonly KeySummary[]
  /** Platform time. */
  now: Date
  canWrite: boolean
}

export function KeysTable({ keys, now, canWrite }: KeysTableProps) {
  return (
    <Table caption="API keys" density="tall">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th wideOnly>May use</Th>
          <Th wideOnly>Created</Th>
          <Th wideOnly>Last used</Th>
          <Th>Status</Th>
          {canWrite ? (
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {keys.map(key => (
          <KeyRow key={key.id} apiKey={key} now={now} canWrite={canWrite} />
        ))}
      </tbody>
    </Table>
  )
}

function KeyRow({ apiKey: key, now, canWrite }: { apiKey: KeySummary; now: Date; canWrite: boolean }) {
  return (
    <Tr muted={key.status !== 'active'}>
      <Td className="max-w-[190px] max-md:pt-2 md:max-w-[240px]">
        <div className="truncate font-medium" title={key.name}>
          {key.name}
        </div>
        <div className="font-mono text-12 text-3">{key.masked}</div>
        <div className="truncate pb-2 text-12 text-2 md:hidden">
          {key.permissions.map(name => permissionWords[name].short).join(', ')}
        </div>
      </Td>
      <Td wideOnly>
        <Permissions permissions={key.permissions} />
      </Td>
      <Td wideOnly className="text-2">
        <span data-tip={formatDateTime(key.createdAt)}>{formatDate(key.createdAt)}</span>
        {key.regeneratedAt ? (
          <span className="block text-12 text-3" data-tip={formatDateTime(key.regeneratedAt)}>
            New secret {formatDate(key.regeneratedAt)}
          </span>
        ) : null}
      </Td>
      <Td wideOnly className="text-2">
        {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} /> : 'Never'}
      </Td>
      <Td>
        <StatusDot tone={statuses[key.status].tone}>{statuses[key.status].word}</StatusDot>
        {key.expiresAt ? (
          <span className="block pl-3.5 text-12 text-3" data-tip={formatDateTime(key.expiresAt)}>
            {key.status === 'expired' ? 'on' : 'until'} {formatDate(key.expiresAt)}
          </span>
        ) : null}
      </Td>
      {canWrite ? (
        <Td numeric>
          <KeyMenu apiKey={{ id: key.id, name: key.name, masked: key.masked, status: key.status }} />
        </Td>
      ) : null}
    </Tr>
  )
}

function Permissions({ permissions }: { permissions: readonly Permission[] }) {
  if (permissions.length === 0) return <None />
  return (
    <span className="flex gap-1">
      {permissions.map(name => (
        <Badge key={name}>{permissionWords[name].short}</Badge>
      ))}
    </span>
  )
}
