import type { KeysMonth } from '@/app/(dashboard)/keys/month'
import { keysHref, type KeysParams } from '@/app/(dashboard)/keys/search-params'
import { Money } from '@/components/money'
import { CardFooter } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { formatCount } from '@/lib/format'
import type { KeyId } from '@/lib/ids'
import { formatUsd } from '@/lib/money'

export interface KeysFooterProps {
  params: KeysParams
  pageSize: number
  /** Keys on this page, and on all of them. */
  shown: number
  matching: number
  month: KeysMonth
  /** Every key of the account; null while a search hides some. */
  listed: readonly KeyId[] | null
  /** Without billing nothing is spent: a limit would say nothing. */
  free: boolean
}

/** The ways to the other pages, and what all keys spent together: the rows add up to it. */
export function KeysFooter({ params, pageSize, shown, matching, month, listed, free }: KeysFooterProps) {
  const { account, spent } = month
  const { page } = params
  const first = (page - 1) * pageSize
  const listedNanos = listed?.reduce((sum, id) => sum + (spent.get(id) ?? 0n), 0n)
  const deletedNanos = listedNanos === undefined ? 0n : account.spentNanos - listedNanos
  return (
    <>
      {matching > pageSize ? (
        <CardFooter>
          <Pagination
            label="API keys, pages"
            className="w-full"
            said={`${formatCount(first + 1)} – ${formatCount(first + shown)} of ${formatCount(matching)}`}
            {...(page > 1 ? { previousHref: keysHref({ ...params, page: page - 1 }) } : {})}
            {...(page * pageSize < matching ? { nextHref: keysHref({ ...params, page: page + 1 }) } : {})}
          />
        </CardFooter>
      ) : null}
      <CardFooter className="flex-wrap justify-between gap-x-4">
        <span>
          All keys
          {deletedNanos > 0n ? (
            <>
              , <Money nanos={deletedNanos} /> of it with deleted ones
            </>
          ) : null}
        </span>
        <span>
          <Money nanos={account.spentNanos} />
          {free || account.limitNanos === null
            ? ' spent'
            : ` of ${formatUsd(account.limitNanos)} ${account.setBy === 'operator' ? 'operator’s ceiling' : 'account limit'}`}
        </span>
      </CardFooter>
    </>
  )
}
