import { CardHeader, Card } from '@/components/ui/card'
import { Count } from '@/components/count'
import { Money } from '@/components/money'
import { None, Table, Td, Th, TotalRow, Tr } from '@/components/table'
import { Swatch } from '@/components/ui/swatch'
import { formatShare } from '@/lib/format'
import type { Dimension, UsageReport, UsageSums } from '@/lib/usage/report'
import { dimensionPlural, dimensionTitle } from './labels'

export interface UsageTableProps {
  dimension: Dimension
  report: UsageReport
  labels: ReadonlyMap<string, string>
  colors: ReadonlyMap<string, string>
}

/** The figures of the chart by group, in full: the parts add up to the total in the last row. */
export function UsageTable({ dimension, report, labels, colors }: UsageTableProps) {
  const count = report.groups.length
  const noun = count === 1 ? dimensionTitle[dimension].toLowerCase() : dimensionPlural[dimension]
  return (
    <Card>
      <CardHeader
        title={`By ${dimensionTitle[dimension].toLowerCase()}`}
        note={`${count} ${noun}, same figures as the chart`}
      />
      <Table caption={`Usage by ${dimensionTitle[dimension].toLowerCase()}`} density="dense">
        <thead>
          <tr>
            <Th>{dimensionTitle[dimension]}</Th>
            <Th numeric>Requests</Th>
            <Th numeric>Failed</Th>
            <Th numeric>Input tokens</Th>
            <Th numeric>Output tokens</Th>
            <Th numeric>Images</Th>
            <Th numeric>Share</Th>
            <Th numeric>Spend</Th>
          </tr>
        </thead>
        <tbody>
          {report.groups.map(group => (
            <Tr key={group.group}>
              <th scope="row" className="pl-4 text-left font-normal">
                <span className="flex max-w-64 items-center gap-2">
                  <Swatch color={colors.get(group.group) ?? 'var(--c-other)'} />
                  <span className="truncate" title={labels.get(group.group) ?? group.group}>
                    {labels.get(group.group) ?? group.group}
                  </span>
                </span>
              </th>
              <Figures sums={group} total={report.total} />
            </Tr>
          ))}
        </tbody>
        <tfoot>
          <TotalRow>
            <Td>Total</Td>
            <Figures sums={report.total} total={report.total} />
          </TotalRow>
        </tfoot>
      </Table>
    </Card>
  )
}

function Figures({ sums, total }: { sums: UsageSums; total: UsageSums }) {
  return (
    <>
      {[sums.requests, sums.failedRequests, sums.inputTokens, sums.outputTokens, sums.images].map(
        (value, i) => (
          <Td numeric key={i}>
            {value === 0 ? <None /> : <Count value={value} />}
          </Td>
        ),
      )}
      <Td numeric className="text-2">
        {formatShare(sums.costNanos, total.costNanos)}
      </Td>
      <Td numeric>
        <Money nanos={sums.costNanos} />
      </Td>
    </>
  )
}
