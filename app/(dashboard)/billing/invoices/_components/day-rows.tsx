import { Fragment } from 'react'
import { Td, Tr } from '@/components/table'
import { cn } from '@/components/ui/cn'
import { openingHref } from '@/app/(dashboard)/billing/invoices/search-params'
import { formatCount, formatWeekday } from '@/lib/format'
import type { Opened, Opening } from '@/lib/invoices/detail/opening'
import type { RequestShare } from '@/lib/invoices/detail/shares'
import type { LineDirection } from '@/lib/invoices/lines'
import { formatUsdExact } from '@/lib/money'
import { dayOf } from '@/lib/usage/buckets'
import { Expander, indents } from './expander'
import { MoreRow } from './more-row'
import { formatQuantity } from './quantity'
import { SharedCells } from './shared-cells'

export interface DayRowsProps {
  opened: Opened
  opening: Opening
  /** The opening of the key that these are the days of. */
  at: Opening
  path: string
}

/** The days of one key and endpoint, and the requests of the one that is open. */
export function DayRows({ opened: { line, days, requests }, opening, at, path }: DayRowsProps) {
  return (days ?? []).map(share => {
    const day = dayOf(share.day)
    const open = requests !== null && day === opening.day
    const inDay = { ...at, day }
    return (
      <Fragment key={day}>
        <Tr className="bg-inset!">
          <Expander
            href={openingHref(path, open ? at : inDay)}
            open={open}
            level={2}
            note={formatQuantity(share.quantity, line.direction)}
          >
            {formatWeekday(share.day)}
          </Expander>
          <SharedCells share={share} direction={line.direction} />
        </Tr>
        {open && requests ? (
          <RequestRows
            requests={requests}
            direction={line.direction}
            opening={opening}
            at={inDay}
            path={path}
          />
        ) : null}
      </Fragment>
    )
  })
}

interface RequestRowsProps extends Omit<DayRowsProps, 'opened'> {
  requests: NonNullable<Opened['requests']>
  direction: LineDirection
}

function RequestRows({ requests: { rows, more }, direction, opening, at, path }: RequestRowsProps) {
  const last = rows.at(-1)
  return (
    <>
      {rows.map(request => (
        <RequestRow key={request.id} request={request} direction={direction} />
      ))}
      {more && last ? (
        <MoreRow level={3} href={openingHref(path, { ...at, before: last })}>
          Earlier requests of this day
        </MoreRow>
      ) : null}
      {opening.before ? (
        <MoreRow level={3} href={openingHref(path, { ...at, before: null })}>
          Back to the latest of this day
        </MoreRow>
      ) : null}
    </>
  )
}

function RequestRow({ request, direction }: { request: RequestShare; direction: LineDirection }) {
  const { id, at, status, estimated, quantity, costNanos } = request
  const remarks = [
    status === 'canceled' ? 'canceled by the client' : null,
    estimated ? 'tokens counted by us' : null,
  ].filter(remark => remark !== null)
  const time = (
    <time dateTime={at.toISOString()} className="tnum">
      {at.toISOString().slice(11, 23)}
    </time>
  )
  return (
    <Tr className="bg-inset!">
      <th scope="row" className={cn('h-9 py-1.5 pr-2 text-left font-normal', indents[3])}>
        <span className="block font-mono text-12 break-all md:break-normal md:whitespace-nowrap">{id}</span>
        <span className="block text-12 text-2 md:hidden">
          {time} {formatQuantity(quantity, direction)}
        </span>
        {remarks.length > 0 ? <span className="block text-12 text-2">{remarks.join(', ')}</span> : null}
      </th>
      <Td numeric wideOnly>
        {direction === 'other' ? null : formatCount(quantity)}
      </Td>
      <Td numeric wideOnly className="text-2">
        {time}
      </Td>
      <Td numeric>
        <data value={costNanos.toString()}>{formatUsdExact(costNanos)}</data>
      </Td>
      <Td />
    </Tr>
  )
}
