import type { GatewayContext } from '@/gateway/http'
import { answerPage, type UsageReads } from '@/gateway/routes/organization/page'
import { completionsParams, imagesParams, parseQuery } from '@/gateway/routes/organization/params'
import { bucketWidths } from '@/lib/usage-api/buckets'
import { toCompletionsResults, toImagesResults } from '@/lib/usage-api/results'
import { imageEndpoints, textEndpoints } from '@/lib/usage-api/usage-query'

/** GET /organization/usage/completions: requests and tokens of text by minute, hour or day. */
export function completionsUsage(reads: UsageReads) {
  return (c: GatewayContext): Promise<Response> => {
    const params = parseQuery(c.req.url, completionsParams)
    const { group_by: grouped, batch } = params
    return answerPage(reads, c, {
      ...boundsOf(params),
      query:
        batch === true || namesOthers(params)
          ? null
          : {
              groupBy: { key: grouped.has('api_key_id'), model: grouped.has('model'), price: false },
              endpoints: textEndpoints,
              keyIds: params.api_key_ids,
              modelIds: params.models,
              variants: [],
            },
      toResults: sums => toCompletionsResults(sums, grouped),
    })
  }
}

/** GET /organization/usage/images: requests and images, jobs included. */
export function imagesUsage(reads: UsageReads) {
  return (c: GatewayContext): Promise<Response> => {
    const params = parseQuery(c.req.url, imagesParams)
    const { group_by: grouped, sources, sizes } = params
    const noneGenerated = sources.length > 0 && !sources.includes('image.generation')
    return answerPage(reads, c, {
      ...boundsOf(params),
      query:
        noneGenerated || namesOthers(params)
          ? null
          : {
              groupBy: {
                key: grouped.has('api_key_id'),
                model: grouped.has('model'),
                price: grouped.has('size'),
              },
              endpoints: imageEndpoints,
              keyIds: params.api_key_ids,
              modelIds: params.models,
              variants: sizes,
            },
      toResults: (sums, prices) => toImagesResults(sums, grouped, prices),
    })
  }
}

interface Params {
  readonly start_time: Date
  readonly end_time: Date | null
  readonly bucket_width: keyof typeof bucketWidths
  readonly limit: number | null
  readonly page: string | null
  readonly project_ids: readonly string[]
  readonly user_ids?: readonly string[]
}

export function boundsOf({ start_time, end_time, bucket_width, limit, page }: Params) {
  return {
    start: start_time,
    end: end_time,
    width: bucket_width,
    limit: limit ?? bucketWidths[bucket_width].default,
    cursor: page,
  }
}

/** Usage belongs to no project and to no user: of those that are named there is none. */
export function namesOthers({ project_ids, user_ids = [] }: Params): boolean {
  return project_ids.length > 0 || user_ids.length > 0
}
