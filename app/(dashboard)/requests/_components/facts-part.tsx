import Link from 'next/link'
import type { ReactNode } from 'react'
import { formatCount } from '@/lib/format'
import { formatUsdExact } from '@/lib/money'
import type { LoggedRequest } from '@/lib/usage/log/queries'
import type { NameOf } from '@/app/(dashboard)/usage/_components/names'
import { logTimeInFull } from './log-time'
import { Part } from './part'

/** The rest of the record. */
export function FactsPart({ event, nameOf, zone }: { event: LoggedRequest; nameOf: NameOf; zone: string }) {
  const facts: [string, ReactNode][] = [
    ['Time', logTimeInFull(event.admittedAt, zone)],
    ['Model', <code key="model">{event.modelId}</code>],
    ['Endpoint', <code key="endpoint">POST {event.endpoint}</code>],
    [
      'Key',
      <Link key="key" href={`/keys/${event.keyId}`} className="link">
        {nameOf('key', event.keyId)}
      </Link>,
    ],
    ['Mode', event.streamed ? 'Streamed' : 'Whole answer'],
    ...(event.reasoningTokens > 0
      ? [
          ['Reasoning', `${formatCount(event.reasoningTokens)} of the output tokens`] satisfies [
            string,
            ReactNode,
          ],
        ]
      : []),
    ...(event.inputTokens > 0
      ? [
          ['Tokens', event.estimated ? 'Estimated by us' : 'As the provider reported'] satisfies [
            string,
            string,
          ],
        ]
      : []),
    ['Reserved before', formatUsdExact(event.reservedNanos)],
  ]
  return (
    <Part>
      <dl>
        {facts.map(([name, value]) => (
          <div
            key={name}
            className="flex min-h-8 items-center gap-4 border-b border-line py-1 last:border-b-0"
          >
            <dt className="shrink-0 text-2">{name}</dt>
            <dd className="ml-auto min-w-0 text-right break-words [&_code]:text-12 [&_code]:break-all">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}
