import { requireMember } from '@/app/_server/ctx'
import { EmptyState } from '@/components/empty-state'
import type { NameOf } from '@/app/(dashboard)/usage/_components/names'
import { logHref, type LogParams } from '@/app/(dashboard)/requests/search-params'
import type { Catalog } from '@/lib/catalog/queries'
import type { RequestId } from '@/lib/ids'
import { findRequest, type LoggedRequest } from '@/lib/usage/log/queries'
import { BillPart } from './bill-part'
import { CostPart } from './cost-part'
import { FactsPart } from './facts-part'
import { HeadPart } from './head-part'
import { RequestSheet } from './request-sheet'
import { TimingPart } from './timing-part'

export interface RequestPaneProps {
  id: RequestId
  /** The list beside it. */
  entries: readonly LoggedRequest[]
  params: LogParams
  nameOf: NameOf
  catalog: Catalog
}

/** All that is kept of one request. */
export async function RequestPane({ id, entries, params, nameOf, catalog }: RequestPaneProps) {
  const ctx = await requireMember()
  const event = await findRequest(ctx, id)
  return (
    <RequestSheet
      closeHref={logHref({ ...params, open: null })}
      rowId={id}
      hrefs={entries.map(entry => logHref({ ...params, open: entry.id }))}
      place={entries.findIndex(entry => entry.id === id)}
    >
      {event ? (
        <>
          <HeadPart event={event} now={ctx.now} />
          <CostPart event={event} catalog={catalog} />
          <BillPart event={event} modelName={nameOf('model', event.modelId)} />
          <TimingPart event={event} />
          <FactsPart event={event} nameOf={nameOf} zone={params.usage.zone} />
          <p className="px-5 py-3.5 text-12 text-2">
            Prompts and answers are never stored, so they are not shown here.
          </p>
        </>
      ) : (
        <EmptyState as="h3" title="No such request">
          <span className="break-all">
            This account has no request <code className="text-12">{id}</code>. Refused requests are counted by
            their reason and not kept one by one.
          </span>
        </EmptyState>
      )}
    </RequestSheet>
  )
}
