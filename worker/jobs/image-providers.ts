import type { Env } from '@/lib/env'
import type { Provider } from '@/lib/env-variables'
import type { JobResult } from '@/lib/jobs/job'
import { DRAW_WITHIN_MS } from '@/lib/jobs/providers'
import { pictureOf, type JobBody } from '@/lib/jobs/request'
import { lostJob, readAccepted, readImage, readJob, readRefusal, type Reply } from '@/worker/jobs/reply'

export interface ImageCall {
  readonly provider: Provider
  readonly body: JobBody
  /** Ours: what is sent twice under it is one job to the provider, and its log can be matched with our ledger. */
  readonly requestId: string
}

const SUBMIT_WITHIN_MS = 15_000
const POLL_WITHIN_MS = 10_000
const ANSWER_MAX_BYTES = 1024 * 1024

/** The providers that make images, as the worker speaks to them. Faults of any kind are replies; nothing here throws or logs. */
export class ImageProviders {
  constructor(private readonly endpoints: Env['upstreams']) {}

  /** Hands a job to a provider that takes jobs; answers with its id of it. */
  async submit(call: ImageCall): Promise<Reply<string>> {
    const reply = await this.#call(call, '/jobs', { method: 'POST', withinMs: SUBMIT_WITHIN_MS })
    return reply.kind === 'ok' ? readAccepted(reply.value) : reply
  }

  /** How a provider's job stands; null: not done yet. */
  async poll(call: ImageCall, upstreamJobId: string): Promise<Reply<JobResult | null>> {
    const path = `/jobs/${encodeURIComponent(upstreamJobId)}`
    const reply = await this.#call(call, path, { method: 'GET', withinMs: POLL_WITHIN_MS })
    if (reply.kind === 'fault' && reply.cause === 'status 404') return lostJob()
    return reply.kind === 'ok' ? readJob(reply.value, pictureOf(call.body)) : reply
  }

  /** Has an image made in one call. */
  async draw(call: ImageCall): Promise<Reply<JobResult>> {
    const options = { method: 'POST', withinMs: DRAW_WITHIN_MS } as const
    const reply = await this.#call(call, '/images/generations', options)
    return reply.kind === 'ok' ? readImage(reply.value, pictureOf(call.body)) : reply
  }

  async #call(
    { provider, body, requestId }: ImageCall,
    path: string,
    { method, withinMs }: { readonly method: 'GET' | 'POST'; readonly withinMs: number },
  ): Promise<Reply<unknown>> {
    const endpoint = this.endpoints[provider]
    if (!endpoint) return { kind: 'fault', cause: 'not configured' }
    try {
      const response = await fetch(endpoint.baseUrl + path, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(withinMs),
        headers: {
          authorization: `Bearer ${endpoint.apiKey}`,
          accept: 'application/json',
          'x-serika-request-id': requestId,
          ...(method === 'POST' ? { 'content-type': 'application/json', 'idempotency-key': requestId } : {}),
        },
        body: method === 'POST' ? JSON.stringify(body) : null,
      })
      const answer = await readJson(response)
      return response.ok ? { kind: 'ok', value: answer } : readRefusal(response.status, answer)
    } catch (error) {
      return { kind: 'fault', cause: causeOf(error) }
    }
  }
}

/** Undefined for a body that is not JSON. @throws for one that is too large, or breaks off */
async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > ANSWER_MAX_BYTES) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

/** For the log: an error's code or name. Messages may quote what was sent. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name
}
