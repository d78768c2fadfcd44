import { Webhook } from 'lucide-react'
import type { Metadata } from 'next'
import { requireOperator } from '@/app/_server/operator'
import { AddressSelect } from '@/app/(operator)/operator/_components/address-select'
import { LiveRefresh } from '@/app/(operator)/operator/_components/live-refresh'
import type { RawParams } from '@/app/(operator)/operator/search-params'
import { EmptyState } from '@/components/empty-state'
import { RelativeTime } from '@/components/relative-time'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardFooter } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import { formatCount, formatCountShort } from '@/lib/format'
import { countInboxEvents, getLastSweep, listInboxEvents, type Sweep } from '@/lib/inbox/queries'
import { sweptTypes } from '@/lib/inbox/topics'
import { listEventOwners } from '@/lib/operators/inbox/queries'
import { EventsTable } from './_components/events-table'
import { ReplayAll } from './_components/replay-all'
import { parseWebhooksParams, webhooksHref, type WebhooksParams } from './search-params'

export const metadata: Metadata = { title: 'Webhooks' }

const PAGE_SIZE = 50

/** What Stripe told us, what became of it, and a way to have it done again. */
export default async function WebhooksPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const { db, now, realNow } = await requireOperator()
  const params = parseWebhooksParams(await searchParams)
  const { state, type, before } = params
  const [found, counts, sweep] = await Promise.all([
    listInboxEvents(db, {
      limit: PAGE_SIZE + 1,
      ...(state ? { state } : {}),
      ...(type === '' ? {} : { type }),
      ...(before ? { before: { receivedAt: before.at, id: before.id } } : {}),
    }),
    countInboxEvents(db),
    getLastSweep(db),
  ])
  const events = found.slice(0, PAGE_SIZE)
  const owners = await listEventOwners(db, events)
  const last = events.at(-1)
  const unfinished = counts.failing + counts.waiting
  return (
    <>
      <PageHead
        title="Webhooks"
        description={
          <>
            Every event that Stripe sent. What fails is tried again after 1 s, 2 s, 4 s, … an hour at most.{' '}
            {sweep ? <LastSweep sweep={sweep} now={now} /> : null}
          </>
        }
        actions={counts.failing > 0 ? <ReplayAll failing={counts.failing} /> : null}
      />
      {unfinished > 0 ? <LiveRefresh everyMs={3_000} /> : null}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Filters params={params} counts={counts} />
        <Card>
          {events.length === 0 ? (
            <NoEvents params={params} />
          ) : (
            <>
              <EventsTable events={events} owners={owners} now={realNow} />
              {before || found.length > PAGE_SIZE ? (
                <CardFooter>
                  <Pagination
                    label="Events, pages"
                    className="w-full"
                    said={before ? 'Older events' : 'The latest events'}
                    {...(before ? { previousHref: webhooksHref({ ...params, before: null }) } : {})}
                    {...(found.length > PAGE_SIZE && last
                      ? {
                          nextHref: webhooksHref({ ...params, before: { at: last.receivedAt, id: last.id } }),
                        }
                      : {})}
                  />
                </CardFooter>
              ) : null}
            </>
          )}
        </Card>
      </div>
    </>
  )
}

/** Whether deliveries can be relied on: what the daily comparison with Stripe found. */
function LastSweep({ sweep: { until, missedEvents, repaired, failed }, now }: { sweep: Sweep; now: Date }) {
  const found = [
    missedEvents > 0 ? `${formatCount(missedEvents)} had not come` : null,
    repaired > 0 ? `${formatCount(repaired)} put right` : null,
    failed > 0 ? `${formatCount(failed)} could not be compared` : null,
  ].filter(part => part !== null)
  return (
    <>
      Compared with Stripe <RelativeTime at={until} now={now} />:{' '}
      {found.length > 0 ? found.join(', ') : 'nothing was missed'}.
    </>
  )
}

function Filters({
  params,
  counts,
}: {
  params: WebhooksParams
  counts: Readonly<Record<'failing' | 'waiting', number>>
}) {
  const { state, type } = params
  const toState = (next: WebhooksParams['state']) => webhooksHref({ ...params, state: next, before: null })
  const toType = (next: string) => webhooksHref({ ...params, type: next, before: null })
  const types = [...new Set([...sweptTypes, ...(type === '' ? [] : [type])])].sort()
  const counted = (label: string, count: number) => (
    <>
      {label} <span className="text-3 tnum">{formatCountShort(count)}</span>
    </>
  )
  return (
    <div className="flex flex-wrap gap-2">
      <SegmentedLinks
        label="State"
        options={[
          { href: toState(null), label: 'All', active: state === null },
          {
            href: toState('failing'),
            label: counted('Failing', counts.failing),
            active: state === 'failing',
          },
          {
            href: toState('waiting'),
            label: counted('Waiting', counts.waiting),
            active: state === 'waiting',
          },
          { href: toState('done'), label: 'Done', active: state === 'done' },
        ]}
      />
      <AddressSelect
        label="Type of event"
        value={type === '' ? 'all' : type}
        options={[
          { value: 'all', label: 'All types', href: toType('') },
          ...types.map(value => ({ value, label: value, href: toType(value) })),
        ]}
        className="w-64!"
      />
    </div>
  )
}

function NoEvents({ params: { state, type } }: { params: WebhooksParams }) {
  const narrowed = state !== null || type !== ''
  return (
    <EmptyState
      as="h2"
      icon={<Webhook aria-hidden="true" />}
      title={narrowed ? 'No event matches' : 'No events yet'}
      {...(narrowed ? { actions: <ButtonLink href="/operator/webhooks">Show all events</ButtonLink> } : {})}
    >
      {state === 'failing' ? 'Nothing fails: every event was processed or is on its turn.' : null}
    </EmptyState>
  )
}
