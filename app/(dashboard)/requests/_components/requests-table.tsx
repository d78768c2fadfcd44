import Link from 'next/link'
import { None, Table, Td, Th } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { formatCount, formatDuration } from '@/lib/format'
import type { LoggedRequest } from '@/lib/usage/log/queries'
import type { NameOf } from '@/app/(dashboard)/usage/_components/names'
import { logHref, type LogParams } from '@/app/(dashboard)/requests/search-params'
import { ExactCost } from './exact-cost'
import { logTime, logTimeInFull } from './log-time'
import { RequestRow } from './request-row'
import { statusWords } from './status-words'

export interface RequestsTableProps {
  entries: readonly LoggedRequest[]
  params: LogParams
  nameOf: NameOf
  zone: string
}

export function RequestsTable({ entries, params, nameOf, zone }: RequestsTableProps) {
  return (
    <Table caption="Requests" density="dense" className="[&_td]:px-1.5 [&_th]:px-1.5">
      <thead>
        <tr>
          <Th>Time ({zone})</Th>
          <Th>Status</Th>
          <Th>Model</Th>
          <Th>Key</Th>
          <Th>Endpoint</Th>
          <Th numeric>In / out</Th>
          <Th numeric>Latency</Th>
          <Th numeric>Cost</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map(entry => (
          <EntryRow key={entry.id} entry={entry} params={params} nameOf={nameOf} zone={zone} />
        ))}
      </tbody>
    </Table>
  )
}

function EntryRow({
  entry,
  params,
  nameOf,
  zone,
}: Omit<RequestsTableProps, 'entries'> & { entry: LoggedRequest }) {
  const href = logHref({ ...params, open: entry.id })
  const { label, tone } = statusWords(entry)
  return (
    <RequestRow href={href} selected={params.open === entry.id}>
      <th scope="row" className="px-2 text-left font-normal whitespace-nowrap md:px-3">
        <Link
          id={entry.id}
          href={href}
          scroll={false}
          prefetch={false}
          data-tip={logTimeInFull(entry.admittedAt, zone)}
          className="tnum hover:underline"
        >
          {logTime(entry.admittedAt, zone)}
        </Link>
      </th>
      <Td>
        <StatusDot tone={tone}>{label}</StatusDot>
      </Td>
      <Td className="max-w-44 truncate">{nameOf('model', entry.modelId)}</Td>
      <Td className="max-w-36 truncate text-2">{nameOf('key', entry.keyId)}</Td>
      <Td className="font-mono text-12 text-2">{entry.endpoint}</Td>
      <Td numeric>
        <Quantity entry={entry} />
      </Td>
      <Td numeric className="text-2">
        {formatDuration(entry.latencyMs)}
        {entry.streamed ? (
          <span className="ml-1.5 text-12 text-3" data-tip="The answer was streamed">
            stream
          </span>
        ) : null}
      </Td>
      <Td numeric>
        <ExactCost nanos={entry.costNanos} failed={entry.status === 'failed'} />
      </Td>
    </RequestRow>
  )
}

function Quantity({ entry }: { entry: LoggedRequest }) {
  const { inputTokens, outputTokens, images, estimated } = entry
  if (images > 0) return `${formatCount(images)} ${images === 1 ? 'image' : 'images'}`
  if (inputTokens === 0 && outputTokens === 0) return <None>nothing used</None>
  return (
    <>
      {estimated ? (
        <span
          className="mr-1 text-12 text-3"
          data-tip="Estimated: the provider reported no usage, so we counted"
        >
          est.
        </span>
      ) : null}
      {formatCount(inputTokens)} <span className="text-3">/ {formatCount(outputTokens)}</span>
    </>
  )
}
