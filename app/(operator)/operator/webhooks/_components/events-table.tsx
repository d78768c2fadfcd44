import { AccountLink } from '@/app/(operator)/operator/_components/account-link'
import { RelativeTime } from '@/components/relative-time'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { StatusDot } from '@/components/ui/badge'
import { formatCount, formatDateTime } from '@/lib/format'
import type { InboxEvent } from '@/lib/inbox/queries'
import { toTopic } from '@/lib/inbox/topics'
import type { EventOwner } from '@/lib/operators/inbox/queries'
import { ReplayEvent } from './replay-event'

export interface EventsTableProps {
  events: readonly InboxEvent[]
  owners: ReadonlyMap<string, EventOwner>
  /** Real time, which the inbox goes by. */
  now: Date
}

export function EventsTable({ events, owners, now }: EventsTableProps) {
  return (
    <Table caption="Webhook events" density="tall">
      <thead>
        <tr>
          <Th>Event</Th>
          <Th>Account</Th>
          <Th>State</Th>
          <Th numeric>Attempts</Th>
          <Th>Latest error</Th>
          <Th numeric>Received</Th>
          <Th>
            <span className="sr-only">Acts</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {events.map(event => (
          <Row key={event.id} event={event} owner={owners.get(event.id) ?? null} now={now} />
        ))}
      </tbody>
    </Table>
  )
}

function Row({ event, owner, now }: { event: InboxEvent; owner: EventOwner | null; now: Date }) {
  return (
    <Tr>
      <Td className="max-w-[180px] md:max-w-[260px]">
        <span className="block truncate font-medium" title={event.type}>
          {event.type}
        </span>
        <span className="block truncate font-mono text-12 text-2" title={event.id}>
          {event.objectId ?? event.id}
        </span>
      </Td>
      <Td>{owner ? <AccountLink accountId={owner.accountId} name={owner.name} /> : <None />}</Td>
      <Td>
        <State event={event} />
        {event.source === 'sweep' ? (
          <span className="block pl-3.5 text-12 text-3">found by the sweep</span>
        ) : null}
        {event.replayedAt ? (
          <span className="block pl-3.5 text-12 text-3" data-tip={formatDateTime(event.replayedAt)}>
            replayed
          </span>
        ) : null}
      </Td>
      <Td numeric>{event.attempts === 0 ? <None /> : formatCount(event.attempts)}</Td>
      <Td className="max-w-[300px] min-w-40">
        {event.lastError === null ? (
          <None />
        ) : (
          <span
            className="line-clamp-2 text-12 break-words whitespace-normal text-dan"
            title={event.lastError}
          >
            {event.lastError}
          </span>
        )}
      </Td>
      <Td numeric className="text-2">
        <RelativeTime at={event.receivedAt} now={now} />
      </Td>
      <Td numeric>
        <ReplayEvent eventId={event.id} type={event.type} />
      </Td>
    </Tr>
  )
}

function State({ event }: { event: InboxEvent }) {
  if (event.processedAt)
    return toTopic(event) ? (
      <StatusDot tone="positive">Done</StatusDot>
    ) : (
      <StatusDot>Kept, changes nothing</StatusDot>
    )
  if (event.attempts === 0) return <StatusDot tone="info">Waiting</StatusDot>
  return (
    <StatusDot tone="danger">
      <span data-tip={`Tried again ${formatDateTime(event.nextAttemptAt)}`}>Failing</span>
    </StatusDot>
  )
}
