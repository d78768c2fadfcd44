import Link from 'next/link'
import type { KeysMonth } from '@/app/(dashboard)/keys/month'
import { keyState } from '@/app/(dashboard)/keys/_components/key-state'
import { Money } from '@/components/money'
import { Table, Td, Th, Tr } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardFooter, CardHeader } from '@/components/ui/card'
import { Meter } from '@/components/ui/meter'
import { formatShare } from '@/lib/format'
import type { KeySummary } from '@/lib/keys/key'
import { partOf } from '@/lib/limits/key-limit'
import { formatLimit, formatUsd, type Nanos } from '@/lib/money'

const SHOWN = 20

export interface KeyLimitsProps {
  keys: readonly KeySummary[]
  month: KeysMonth
}

interface LimitedKey extends KeySummary {
  readonly spentNanos: Nanos
  readonly limitNanos: Nanos
}

/** The keys that have limits of their own, those nearest to theirs first. */
export function KeyLimits({ keys, month }: KeyLimitsProps) {
  const limited = keys
    .flatMap((key): LimitedKey[] => {
      const limitNanos = month.limits.get(key.id)
      const spentNanos = month.spent.get(key.id) ?? 0n
      return limitNanos === undefined ? [] : [{ ...key, spentNanos, limitNanos }]
    })
    .sort((a, b) => partOf(b.spentNanos, b.limitNanos) - partOf(a.spentNanos, a.limitNanos))
  return (
    <Card>
      <CardHeader
        title="Limits by key"
        note="A key stops at its own limit or at the account’s, whichever comes first."
        actions={
          <ButtonLink href="/keys" size="sm">
            API Keys
          </ButtonLink>
        }
      />
      {limited.length === 0 ? (
        <p className="px-4 py-6 text-13 text-2">
          No key has a limit of its own.{' '}
          {keys.length === 0 ? '' : 'Set one on the API Keys page to bound what a single app can spend.'}
        </p>
      ) : (
        <LimitsTable keys={limited.slice(0, SHOWN)} month={month.account.month} />
      )}
      {limited.length > SHOWN ? (
        <CardFooter>{limited.length - SHOWN} more, all of them further from their limits</CardFooter>
      ) : null}
    </Card>
  )
}

function LimitsTable({ keys, month }: { keys: readonly LimitedKey[]; month: string }) {
  return (
    <Table caption="Limits by key">
      <thead>
        <tr>
          <Th>Key</Th>
          <Th numeric>Spent in {month}</Th>
          <Th numeric>Own limit</Th>
          <Th wideOnly>Used</Th>
          <Th>Status</Th>
        </tr>
      </thead>
      <tbody>
        {keys.map(key => (
          <LimitRow key={key.id} apiKey={key} />
        ))}
      </tbody>
    </Table>
  )
}

function LimitRow({ apiKey: key }: { apiKey: LimitedKey }) {
  const { tone, word } = keyState(key)
  const used = key.limitNanos === 0n ? 'Nothing allowed' : formatShare(key.spentNanos, key.limitNanos)
  return (
    <Tr muted={key.status !== 'active'}>
      <th scope="row" className="max-w-[140px] px-2 text-left font-normal md:max-w-[260px]">
        <Link
          href={`/keys/${key.id}`}
          prefetch={false}
          title={key.name}
          className="block truncate rounded-xs hover:underline"
        >
          {key.name}
        </Link>
      </th>
      <Td numeric>
        <Money nanos={key.spentNanos} />
      </Td>
      <Td numeric>
        <Money nanos={key.limitNanos} />
      </Td>
      <Td wideOnly className="w-2/5">
        <span className="flex items-center gap-3">
          <Meter
            slim
            className="flex-1"
            label={`Spent of the limit of ${key.name}`}
            value={partOf(key.spentNanos, key.limitNanos)}
            valueText={`${formatUsd(key.spentNanos)} of ${formatLimit(key.limitNanos)}`}
          />
          <span className="min-w-12 text-right text-12 text-2 tnum">{used}</span>
        </span>
      </Td>
      <Td>
        <StatusDot tone={tone}>{word}</StatusDot>
      </Td>
    </Tr>
  )
}
