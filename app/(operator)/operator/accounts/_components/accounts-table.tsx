import { AccountLink } from '@/app/(operator)/operator/_components/account-link'
import { StandingBadge } from '@/app/(operator)/operator/_components/standing-badge'
import { accountsHref, type AccountsParams } from '@/app/(operator)/operator/accounts/search-params'
import { Money } from '@/components/money'
import { RelativeTime } from '@/components/relative-time'
import { SortLink } from '@/components/sort-link'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { centsToNanos, formatLimit } from '@/lib/money'
import type { AccountOrder, AccountRow } from '@/lib/operators/accounts/account-list'

export interface AccountsTableProps {
  accounts: readonly AccountRow[]
  params: AccountsParams
  /** "November 2026". */
  month: string
  now: Date
}

export function AccountsTable({ accounts, params, month, now }: AccountsTableProps) {
  return (
    <Table caption="Accounts" density="tall">
      <thead>
        <tr>
          <SortHead params={params} column="name" label="Account" />
          <Th>Standing</Th>
          <SortHead
            params={params}
            column="spend"
            label={`Used in ${month.split(' ')[0] ?? month}`}
            numeric
          />
          <SortHead params={params} column="ceiling" label="Ceiling" numeric />
          <Th numeric>Unpaid</Th>
          <SortHead params={params} column="exposure" label="Exposure" numeric />
          <SortHead params={params} column="created" label="Since" numeric />
        </tr>
      </thead>
      <tbody>
        {accounts.map(account => (
          <Row key={account.accountId} account={account} now={now} />
        ))}
      </tbody>
    </Table>
  )
}

function Row({ account, now }: { account: AccountRow; now: Date }) {
  return (
    <Tr>
      <Td className="max-w-[150px] md:max-w-[260px]">
        <AccountLink accountId={account.accountId} name={account.name} />
        <span className="block truncate text-12 text-2">{account.ownerEmail ?? 'No owner'}</span>
      </Td>
      <Td>
        <StandingBadge standing={account.standing} heldAt={account.heldAt} />
      </Td>
      <Td numeric>{account.spentNanos === 0n ? <None /> : <Money nanos={account.spentNanos} />}</Td>
      <Td numeric>
        {formatLimit(account.ceilingNanos)}
        <span className="block text-12 text-3">
          {account.limitNanos === null ? 'no own limit' : `own ${formatLimit(account.limitNanos)}`}
        </span>
      </Td>
      <Td numeric>
        {account.unpaidCents === 0 ? <None /> : <Money nanos={centsToNanos(account.unpaidCents)} />}
      </Td>
      <Td numeric className="font-medium">
        {account.exposureNanos === 0n ? <None /> : <Money nanos={account.exposureNanos} />}
      </Td>
      <Td numeric className="text-2">
        <RelativeTime at={account.createdAt} now={now} />
      </Td>
    </Tr>
  )
}

interface SortHeadProps {
  params: AccountsParams
  column: AccountOrder
  label: string
  numeric?: boolean
}

/** Sorts by its column; a second time, the other way round. */
function SortHead({ params, column, label, numeric = false }: SortHeadProps) {
  const chosen = params.order === column
  const up = (column === 'name') !== params.reversed
  const sort = chosen ? (up ? 'ascending' : 'descending') : undefined
  const next = { ...params, order: column, reversed: chosen && !params.reversed, page: 1 }
  return (
    <Th numeric={numeric} sort={sort}>
      <SortLink href={accountsHref(next)} sort={sort} numeric={numeric}>
        {label}
      </SortLink>
    </Th>
  )
}
