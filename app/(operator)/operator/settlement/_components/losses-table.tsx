import Link from 'next/link'
import { settlementHref, type SettlementParams } from '@/app/(operator)/operator/settlement/search-params'
import { Money } from '@/components/money'
import { None, Table, Td, Th, Tr } from '@/components/table'
import { formatCount } from '@/lib/format'
import type { MonthLosses } from '@/lib/operators/losses/losses'
import { formatPeriod, type Period } from '@/lib/period'

export interface LossesTableProps {
  losses: readonly MonthLosses[]
  /** The month whose accounts are in sight. */
  month: Period | null
  params: SettlementParams
}

export function LossesTable({ losses, month, params }: LossesTableProps) {
  return (
    <Table caption="Borne by the platform, by month">
      <thead>
        <tr>
          <Th>Month</Th>
          <Th numeric>
            <span data-tip="A provider reported more than was reserved: the excess was not charged">
              Absorbed
            </span>
          </Th>
          <Th numeric>Requests</Th>
          <Th numeric>
            <span data-tip="Settled after the month had closed: never billed">Waived</span>
          </Th>
          <Th numeric>Requests</Th>
          <Th numeric>Not stored</Th>
        </tr>
      </thead>
      <tbody>
        {losses.map(row => (
          <Tr key={row.period} selected={row.period === month}>
            <th scope="row" className="pl-4 text-left font-medium whitespace-nowrap">
              <Link
                href={settlementHref({ ...params, month: row.period })}
                scroll={false}
                className="rounded-xs hover:underline"
              >
                {formatPeriod(row.period)}
              </Link>
            </th>
            <Td numeric>{row.absorbedNanos === 0n ? <None /> : <Money nanos={row.absorbedNanos} />}</Td>
            <Td numeric className="text-2">
              {row.absorbedRequests === 0 ? <None /> : formatCount(row.absorbedRequests)}
            </Td>
            <Td numeric>{row.waivedNanos === 0n ? <None /> : <Money nanos={row.waivedNanos} />}</Td>
            <Td numeric className="text-2">
              {row.waivedRequests === 0 ? <None /> : formatCount(row.waivedRequests)}
            </Td>
            <Td numeric>{row.failures === 0 ? <None /> : formatCount(row.failures)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
