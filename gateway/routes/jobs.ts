import { z } from 'zod'
import { parseJsonBody } from '@/gateway/body'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import { planImages } from '@/gateway/images/plan'
import { submitImageJob } from '@/gateway/jobs/submit'
import { callerOf, requirePermission } from '@/gateway/middleware/authenticate'
import { Refusal, toRefusal } from '@/gateway/refusal'
import { isId, type JobId } from '@/lib/ids'
import { imageRequest, type ImageRequest } from '@/lib/images/request'
import { getJob, listJobs, type Job } from '@/lib/jobs/queries'

/** POST /jobs/images: one image, made in its own time. The request's id is that of the event it will become. */
export function postImageJob(gateway: Gateway) {
  return async (c: GatewayContext): Promise<Response> => {
    const request = await parseJsonBody(c, imageRequest)
    refuseWhatJobsAreNot(request)
    const { catalog, clock, upstreams } = gateway
    const plan = planImages(catalog, request, clock.now(), {
      hasUpstream: provider => upstreams.has(provider),
      asJob: true,
    })
    const id = await submitImageJob(gateway, c, plan, request)
    c.set('admitted', true)
    return c.json({ id, status: 'QUEUED' })
  }
}

/** GET /jobs/{id}. Answers at the limit too. */
export function getImageJob({ db }: Pick<Gateway, 'db'>) {
  return async (c: GatewayContext): Promise<Response> => {
    const caller = callerOf(c)
    requirePermission(caller, 'image_generation')
    const id = c.req.param('id') ?? ''
    const job = isId('job', id) ? await getJob(db, caller.account.id, id) : null
    if (!job) throw new Refusal('job_not_found', { id: id.slice(0, 100) })
    return c.json(toJobBody(job))
  }
}

/** GET /jobs: the account's jobs, newest first. `after` is the last id of the page before. Answers at the limit too. */
export function listImageJobs({ db }: Pick<Gateway, 'db'>) {
  return async (c: GatewayContext): Promise<Response> => {
    const caller = callerOf(c)
    requirePermission(caller, 'image_generation')
    const query = listQuery.safeParse(c.req.query())
    if (!query.success) throw toRefusal(query.error)
    const { limit, after } = query.data
    const found = await listJobs(db, caller.account.id, { limit: limit + 1, after })
    return c.json({
      object: 'list',
      jobs: found.slice(0, limit).map(({ id, status, modelId, admittedAt }) => ({
        id,
        status,
        created_at: admittedAt.toISOString(),
        model: modelId,
      })),
      has_more: found.length > limit,
    })
  }
}

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z
    .string()
    .refine((id): id is JobId => isId('job', id), 'must be the id of a job')
    .nullable()
    .default(null),
})

function refuseWhatJobsAreNot({ n, response_format }: ImageRequest): void {
  if (n != null && n > 1) throw invalid('n', 'a job makes one image; submit one job for each')
  if (response_format === 'b64_json') throw invalid('response_format', 'a job answers with a url')
}

function toJobBody({ id, status, modelId, admittedAt, result, errorCode, error }: Job): object {
  return {
    id,
    status,
    created_at: admittedAt.toISOString(),
    model: modelId,
    ...(result ? { result } : {}),
    ...(status === 'FAILED' ? { error: { code: errorCode, message: error } } : {}),
  }
}

function invalid(param: string, problem: string): Refusal {
  return new Refusal('invalid_request', { problem: `Invalid value for '${param}': ${problem}.`, param })
}
