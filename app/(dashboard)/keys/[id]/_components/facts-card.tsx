import type { ReactNode } from 'react'
import { ownRates } from '@/app/(dashboard)/keys/_components/key-rates'
import { PermissionBadges } from '@/app/(dashboard)/keys/_components/permission-badges'
import type { AccountFacts } from '@/app/(dashboard)/keys/month'
import { RelativeTime } from '@/components/relative-time'
import { Card, CardHeader } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { formatCount, formatCountShort, formatDate, formatDateTime } from '@/lib/format'
import type { KeyDetail } from '@/lib/keys/key'

export interface FactsCardProps {
  apiKey: KeyDetail
  account: AccountFacts
  now: Date
}

/** What is known of the key itself. */
export function FactsCard({ apiKey: key, account, now }: FactsCardProps) {
  const whole = `${formatCount(account.requestsPerMinute)} requests, ${formatCountShort(account.tokensPerMinute)} tokens a minute`
  return (
    <Card>
      <CardHeader title="About this key" />
      <dl className="grid px-4 py-1.5 text-13">
        <Row term="May use">
          <PermissionBadges permissions={key.permissions} />
        </Row>
        <Row term="Rate limits">
          {ownRates(key, account) ?? whole}
          <span className="block text-12 text-3">
            {ownRates(key, account) ? `The account has ${whole}` : 'The account’s, for all keys together'}
          </span>
        </Row>
        <Row term="Last used">
          {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} /> : 'Never'}
        </Row>
        <Row term="Created">
          <Moment at={key.createdAt} />
          {key.createdBy === null ? '' : ` by ${key.createdBy}`}
        </Row>
        {key.regeneratedAt ? (
          <Row term="New secret">
            <Moment at={key.regeneratedAt} />
          </Row>
        ) : null}
        <Row term="Expires">{key.expiresAt ? <Moment at={key.expiresAt} /> : 'Never'}</Row>
        <Row term="Key ID">
          <span className="inline-flex max-w-full items-center gap-1">
            <span className="truncate font-mono text-12">{key.id}</span>
            <CopyButton text={key.id} label="Copy key ID" icon className="size-6! shrink-0 border-0" />
          </span>
        </Row>
      </dl>
    </Card>
  )
}

function Moment({ at }: { at: Date }) {
  return <span data-tip={formatDateTime(at)}>{formatDate(at)}</span>
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-h-10 items-center gap-4 border-b border-line py-1.5 last:border-b-0">
      <dt className="shrink-0 text-2">{term}</dt>
      <dd className="ml-auto flex min-w-0 flex-col items-end text-right">
        <span className="max-w-full">{children}</span>
      </dd>
    </div>
  )
}
