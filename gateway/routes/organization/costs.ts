import type { GatewayContext } from '@/gateway/http'
import { answerPage, type UsageReads } from '@/gateway/routes/organization/page'
import { costsParams, parseQuery } from '@/gateway/routes/organization/params'
import { boundsOf, namesOthers } from '@/gateway/routes/organization/usage'
import { toCostsResults } from '@/lib/usage-api/results'

/** GET /organization/costs: what was spent by day of UTC, to the nano-dollar; by line as invoices have them, if asked for. */
export function costs(reads: UsageReads) {
  return (c: GatewayContext): Promise<Response> => {
    const params = parseQuery(c.req.url, costsParams)
    const { group_by: grouped } = params
    const byLine = grouped.has('line_item')
    return answerPage(reads, c, {
      ...boundsOf(params),
      query: namesOthers(params)
        ? null
        : {
            groupBy: { key: grouped.has('api_key_id'), model: byLine, price: byLine },
            endpoints: [],
            keyIds: params.api_key_ids,
            modelIds: [],
            variants: [],
          },
      toResults: (sums, prices) => toCostsResults(sums, grouped, prices),
    })
  }
}
