import { Money } from '@/components/money'
import { RelativeTime } from '@/components/relative-time'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { StatusDot, type Tone } from '@/components/ui/badge'
import { formatCount } from '@/lib/format'
import { stateLabels, stateOrder } from '@/lib/invoices/month/report'
import { formatCents } from '@/lib/money'
import { formatPeriod, toPeriod } from '@/lib/period'
import type { Close } from './close-progress'

const states: Readonly<Record<Close['state'], { readonly label: string; readonly tone: Tone }>> = {
  running: { label: 'Running', tone: 'info' },
  done: { label: 'Done', tone: 'positive' },
  incomplete: { label: 'Incomplete', tone: 'danger' },
}

/** Every month that was closed, by its latest run. */
export function ClosesTable({ closes, now }: { closes: readonly Close[]; now: Date }) {
  return (
    <Table caption="Closed months" density="tall">
      <thead>
        <tr>
          <Th>Month</Th>
          <Th>State</Th>
          <Th numeric>Accounts</Th>
          <Th numeric>Used</Th>
          <Th numeric>Billed</Th>
          <Th>What became of the bills</Th>
          <Th numeric>Failed</Th>
          <Th numeric>Latest run</Th>
        </tr>
      </thead>
      <tbody>
        {closes.map(close => (
          <Row key={close.period} close={close} now={now} />
        ))}
      </tbody>
    </Table>
  )
}

function Row({ close, now }: { close: Close; now: Date }) {
  const { label, tone } = states[close.state]
  return (
    <Tr>
      <th scope="row" className="pl-4 text-left font-medium whitespace-nowrap">
        {formatPeriod(toPeriod(close.period))}
      </th>
      <Td>
        <StatusDot tone={tone}>{label}</StatusDot>
      </Td>
      <Td numeric>{formatCount(close.accounts)}</Td>
      <Td numeric>
        <Money nanos={close.totalNanos} />
      </Td>
      <Td numeric>{formatCents(close.totalCents)}</Td>
      <Td className="min-w-52 py-1.5 whitespace-normal! text-2">{billsWords(close)}</Td>
      <Td numeric>
        {close.failures === 0 ? <None /> : <span className="text-dan">{formatCount(close.failures)}</span>}
      </Td>
      <Td numeric className="text-2">
        <RelativeTime at={close.updatedAt} now={now} />
      </Td>
    </Tr>
  )
}

/** `120 paid, 3 carried over (under $0.50)`. */
function billsWords({ states: sums }: Close): string {
  const parts = stateOrder.flatMap(state => {
    const sum = sums[state]
    return sum ? [`${formatCount(sum.count)} ${stateLabels[state]}`] : []
  })
  return parts.length === 0 ? 'No bills yet' : parts.join(', ')
}
