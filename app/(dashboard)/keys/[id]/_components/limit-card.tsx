import type { ReactNode } from 'react'
import type { AccountFacts } from '@/app/(dashboard)/keys/month'
import { Money } from '@/components/money'
import { Note } from '@/components/ui/alert'
import { Card, CardHeader } from '@/components/ui/card'
import { Meter } from '@/components/ui/meter'
import { formatShare } from '@/lib/format'
import type { KeyRow } from '@/lib/keys/key-list'
import { limitUse, partOf, remarkOnKeyLimit } from '@/lib/limits/key-limit'
import { remaining } from '@/lib/limits/limit'
import { formatLimit, formatUsd } from '@/lib/money'
import { SetLimit } from './set-limit'

export interface LimitCardProps {
  apiKey: KeyRow
  account: AccountFacts
  mayLimit: boolean
}

/** How far the key is from its own limit, and which limit stops it first. */
export function LimitCard({ apiKey: key, account, mayLimit }: LimitCardProps) {
  const { spentNanos, limitNanos } = key
  const left = remaining(limitNanos, spentNanos)
  return (
    <Card>
      <CardHeader title="Monthly limit" note={account.month} />
      <div className="grid content-start gap-3 p-4">
        <p className="flex items-baseline gap-2">
          <Money nanos={spentNanos} className="text-20 font-medium" />
          <span className="text-13 text-2">
            {limitNanos === null ? 'spent, no limit of its own' : `of ${formatLimit(limitNanos)}`}
          </span>
          {limitNanos ? (
            <span className="ml-auto text-13 text-2">{formatShare(spentNanos, limitNanos)}</span>
          ) : null}
        </p>
        {limitNanos === null ? null : (
          <Meter
            label={`Spent of the limit of ${key.name}`}
            value={partOf(spentNanos, limitNanos)}
            valueText={`${formatUsd(spentNanos)} of ${formatLimit(limitNanos)}`}
          />
        )}
        <Remark apiKey={key} account={account} />
        <dl className="grid text-13">
          {left === null ? null : (
            <Row term="Remaining">
              <Money nanos={left} />
            </Row>
          )}
          <Row term={account.setBy === 'operator' ? 'Operator’s ceiling' : 'Account’s limit'}>
            {account.limitNanos === null ? 'None' : <Money nanos={account.limitNanos} />}
          </Row>
          <Row term="Starts over">{account.resets}</Row>
        </dl>
        {mayLimit ? (
          <div>
            <SetLimit apiKey={key} />
          </div>
        ) : null}
      </div>
    </Card>
  )
}

/** What is wrong with the limit as it stands, if anything. */
function Remark({ apiKey: key, account }: { apiKey: KeyRow; account: AccountFacts }) {
  const { spentNanos, limitNanos } = key
  const remark = remarkOnKeyLimit(limitNanos, spentNanos, account)
  if (remark === 'blocked')
    return (
      <Note tone="danger">
        {limitNanos === 0n
          ? 'Nothing may be spent with this key: requests that cost are refused until the limit is raised.'
          : `The limit is reached: requests that cost are refused until ${account.resets}, or until it is raised.`}
      </Note>
    )
  if (remark === 'account_first')
    return (
      <Note>
        The {account.setBy === 'operator' ? 'operator’s ceiling' : 'account’s limit'} stops this key first:{' '}
        {formatUsd(remaining(account.limitNanos, account.spentNanos) ?? 0n)} of it is left for all keys
        together.
      </Note>
    )
  if (limitUse(spentNanos, limitNanos) === 'near')
    return (
      <Note tone="caution">
        Close to its limit: a request is refused as soon as what remains cannot pay what it may cost.
      </Note>
    )
  return null
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center border-b border-line last:border-b-0">
      <dt className="text-2">{term}</dt>
      <dd className="ml-auto text-right tnum">{children}</dd>
    </div>
  )
}
