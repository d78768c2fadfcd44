import Link from 'next/link'
import type { AccountFacts } from '@/app/(dashboard)/keys/month'
import { keysHref, type KeysParams } from '@/app/(dashboard)/keys/search-params'
import { RelativeTime } from '@/components/relative-time'
import { SortLink } from '@/components/sort-link'
import { Table, Td, Th } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { formatDate, formatDateTime } from '@/lib/format'
import type { KeyOrder, KeyRow } from '@/lib/keys/key-list'
import { permissionWords } from '@/lib/keys/permissions'
import { KeyMenu, type KeyRights } from './key-menu'
import { ownRates } from './key-rates'
import { KeySpend } from './key-spend'
import { keyState } from './key-state'
import { OpenRow } from './open-row'
import { PermissionBadges } from './permission-badges'

export interface KeysTableProps {
  keys: readonly KeyRow[]
  params: KeysParams
  account: AccountFacts
  /** Platform time. */
  now: Date
  may: KeyRights
}

export function KeysTable({ keys, params, account, now, may }: KeysTableProps) {
  return (
    <Table caption="API keys" density="tall">
      <thead>
        <tr>
          <SortHead params={params} column="name" label="Name" />
          <Th wideOnly>May use</Th>
          <SortHead params={params} column="created" label="Created" wideOnly />
          <SortHead params={params} column="used" label="Last used" wideOnly />
          <SortHead params={params} column="spend" label={`Spent in ${account.month}`} />
          <Th>Status</Th>
          {may.write || may.limit ? (
            <Th wideOnly>
              <span className="sr-only">Actions</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {keys.map(key => (
          <Row key={key.id} apiKey={key} account={account} now={now} may={may} />
        ))}
      </tbody>
    </Table>
  )
}

interface SortHeadProps {
  params: KeysParams
  column: KeyOrder
  label: string
  wideOnly?: boolean
}

/** Sorts by its column; a second time, the other way round. Names start with A, figures with the most, times with the latest. */
function SortHead({ params, column, label, wideOnly }: SortHeadProps) {
  const chosen = params.order === column
  const up = (column === 'name') !== params.reversed
  const sort = chosen ? (up ? 'ascending' : 'descending') : undefined
  const next = { ...params, order: column, reversed: chosen && !params.reversed, page: 1 }
  return (
    <Th wideOnly={wideOnly} sort={sort}>
      <SortLink href={keysHref(next)} sort={sort}>
        {label}
      </SortLink>
    </Th>
  )
}

interface RowProps {
  apiKey: KeyRow
  account: AccountFacts
  now: Date
  may: KeyRights
}

function Row({ apiKey: key, account, now, may }: RowProps) {
  const { tone, word } = keyState(key)
  const rates = ownRates(key, account)
  const href = `/keys/${key.id}`
  return (
    <OpenRow href={href} muted={key.status !== 'active'}>
      <Td className="max-w-[126px] max-md:py-2 md:max-w-[220px]">
        <Link
          href={href}
          prefetch={false}
          title={key.name}
          className="block truncate rounded-xs font-medium hover:underline"
        >
          {key.name}
        </Link>
        <div className="truncate font-mono text-12 text-3">{key.masked}</div>
        <div className="truncate text-12 text-2 md:hidden">
          {key.permissions.map(name => permissionWords[name].short).join(', ')}
        </div>
      </Td>
      <Td wideOnly className="min-w-44 py-1.5">
        <PermissionBadges permissions={key.permissions} />
        {rates ? <span className="mt-0.5 block text-12 text-3">{rates}</span> : null}
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
        <KeySpend name={key.name} spentNanos={key.spentNanos} limitNanos={key.limitNanos} />
      </Td>
      <Td>
        <StatusDot tone={tone}>{word}</StatusDot>
        {key.expiresAt ? (
          <span className="block pl-3.5 text-12 text-3" data-tip={formatDateTime(key.expiresAt)}>
            {key.status === 'expired' ? 'on' : 'until'} {formatDate(key.expiresAt)}
          </span>
        ) : null}
      </Td>
      {may.write || may.limit ? (
        <Td numeric wideOnly>
          <KeyMenu apiKey={key} may={may} />
        </Td>
      ) : null}
    </OpenRow>
  )
}
