import type { KeyUsage } from '@/app/(dashboard)/keys/[id]/usage'
import { TimeChart } from '@/components/charts/time-chart'
import { Count } from '@/components/count'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { KeyRow } from '@/lib/keys/key-list'

export interface SpendCardProps {
  apiKey: KeyRow
  /** `November`. */
  month: string
  usage: KeyUsage
}

/** The month so far, day by day and model by model. */
export function SpendCard({ apiKey, month, usage: { chart, total } }: SpendCardProps) {
  return (
    <Card>
      <CardHeader
        title={`Spend in ${month} by day`}
        note="by model"
        actions={
          <span>
            <Count value={total.requests} unit={total.requests === 1 ? 'request' : 'requests'} />
            {total.failedRequests > 0 ? (
              <span className="max-md:hidden">
                , <Count value={total.failedRequests} /> failed
              </span>
            ) : null}
          </span>
        }
      />
      <CardBody>
        <TimeChart
          title={`Spend with ${apiKey.name} by day in ${month}, stacked by model`}
          unit="usd"
          grain="day"
          height={220}
          series={chart.series}
          points={chart.points}
          emptyNote={`Nothing was spent with this key in ${month}.`}
        />
      </CardBody>
    </Card>
  )
}
