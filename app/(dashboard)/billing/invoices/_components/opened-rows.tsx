import { Fragment } from 'react'
import { Td, Tr } from '@/components/table'
import { cn } from '@/components/ui/cn'
import { openingHref } from '@/app/(dashboard)/billing/invoices/search-params'
import { formatCount } from '@/lib/format'
import { explainRounding, toRounding } from '@/lib/invoices/detail/rounding'
import { closed, type Opened, type Opening } from '@/lib/invoices/detail/opening'
import type { KeyShare } from '@/lib/invoices/detail/shares'
import type { InvoiceLine } from '@/lib/invoices/lines'
import { formatUsdExact } from '@/lib/money'
import { DayRows } from './day-rows'
import { Expander, indents } from './expander'
import { MoreRow } from './more-row'
import { formatQuantity } from './quantity'
import { SharedCells } from './shared-cells'

export interface OpenedRowsProps {
  opened: Opened
  opening: Opening
  lines: readonly InvoiceLine[]
  path: string
  running: boolean
}

/** What is behind an open line: keys with their endpoints, dearest first, what they sum to, and where its cents come from. */
export function OpenedRows({ opened, opening, lines, path, running }: OpenedRowsProps) {
  const { line, keys } = opened
  const at = { ...closed, lineNo: line.lineNo, after: opening.after }
  const last = keys.rows.at(-1)
  return (
    <>
      {keys.rows.map(row => {
        const open = opened.days !== null && row.keyId === opening.keyId && row.endpoint === opening.endpoint
        const inKey = { ...at, keyId: row.keyId, endpoint: row.endpoint }
        return (
          <Fragment key={`${row.keyId} ${row.endpoint}`}>
            <Tr className="bg-inset!">
              <Expander
                href={openingHref(path, open ? at : inKey)}
                open={open}
                level={1}
                note={formatQuantity(row.quantity, line.direction)}
              >
                <KeyName row={row} />{' '}
                <span className="font-mono text-12 wrap-anywhere text-2">{row.endpoint}</span>
              </Expander>
              <SharedCells share={row} direction={line.direction} />
            </Tr>
            {open ? <DayRows opened={opened} opening={opening} at={inKey} path={path} /> : null}
          </Fragment>
        )
      })}
      {keys.more && last ? (
        <MoreRow level={1} href={openingHref(path, { ...at, after: last })}>
          Next keys of {formatCount(keys.count)}
        </MoreRow>
      ) : null}
      {opening.after ? (
        <MoreRow level={1} href={openingHref(path, { ...at, after: null })}>
          Back to the first keys
        </MoreRow>
      ) : null}
      <SumRow opened={opened} lines={lines} running={running} />
    </>
  )
}

function KeyName({ row: { key, keyId } }: { row: KeyShare }) {
  if (key === null) return <span className="font-mono text-12">{keyId}</span>
  return (
    <>
      <span className="break-words">{key.name}</span>
      {key.deleted ? <span className="text-3"> (deleted)</span> : null}
    </>
  )
}

type SumRowProps = Pick<OpenedRowsProps, 'opened' | 'lines' | 'running'>

function SumRow({ opened: { line, keys }, lines, running }: SumRowProps) {
  const off = line.costNanos - keys.sum.costNanos
  const text =
    off === 0n
      ? explainRounding(toRounding(line, lines))
      : running
        ? 'Requests came in while this was read: reload for figures of one moment.'
        : `This is ${formatUsdExact(off)} away from the line, which should never be. Write to support.`
  return (
    <>
      <Tr className="bg-inset! font-medium [&>*]:border-b-0!">
        <th scope="row" className={cn('h-9 pr-2 text-left font-medium', indents[1])}>
          <span className="ml-5 block">Sum of the parts</span>
        </th>
        <SharedCells share={keys.sum} direction={line.direction} cents={line.cents} />
      </Tr>
      <Tr className="bg-inset!">
        <Td colSpan={5} className={cn('h-auto! pb-2 text-12 whitespace-normal text-2', indents[1])}>
          <span className="ml-5 block">{text}</span>
        </Td>
      </Tr>
    </>
  )
}
