import { z } from 'zod'
import type { JobError, JobResult } from '@/lib/jobs/job'
import { never } from '@/lib/result'
import { toStorable } from '@/lib/storable-text'

/** What came of one call to a provider. */
export type Reply<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** Final: no other attempt would do better. The message is for the customer. */
  | { readonly kind: 'failed'; readonly error: JobError }
  /** It may pass: the call is made again later. */
  | { readonly kind: 'fault'; readonly cause: string }

type Picture = Omit<JobResult, 'url'>

/** As the database and every client can read it: what no URL has is escaped. */
const link = z
  .url({ protocol: /^https?$/ })
  .max(4_096)
  .transform(url => new URL(url).href)
/** It comes back to us in a path. */
const accepted = z.object({
  id: z
    .string()
    .max(500)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u),
})
const made = z.object({
  url: link,
  width: z.int().positive().optional().catch(undefined),
  height: z.int().positive().optional().catch(undefined),
  seed: z.int().optional().catch(undefined),
})
const job = z.discriminatedUnion('status', [
  z.object({ status: z.enum(['QUEUED', 'PROCESSING']) }),
  z.object({ status: z.literal('COMPLETED'), result: made }),
  z.object({ status: z.literal('FAILED'), error: z.object({ message: z.string() }).nullish().catch(null) }),
])
const images = z.object({ data: z.tuple([z.object({ url: link })], z.unknown()) })
const refusal = z.object({ error: z.object({ message: z.string().min(1) }) })

const refused = new Set([400, 413, 422])
const unreadable = { kind: 'fault', cause: 'the answer is not what was asked for' } as const

/** The provider's id of a job that it has taken on. */
export function readAccepted(body: unknown): Reply<string> {
  const parsed = accepted.safeParse(body)
  return parsed.success ? { kind: 'ok', value: parsed.data.id } : unreadable
}

/** How a provider's job stands; null: not done yet. What it does not say of its picture is as it was asked for. */
export function readJob(body: unknown, asked: Picture): Reply<JobResult | null> {
  const parsed = job.safeParse(body)
  if (!parsed.success) return unreadable
  switch (parsed.data.status) {
    case 'COMPLETED': {
      const { url, width, height, seed } = parsed.data.result
      const picture = {
        width: width ?? asked.width,
        height: height ?? asked.height,
        seed: seed ?? asked.seed,
      }
      return { kind: 'ok', value: { url, ...picture } }
    }
    case 'FAILED':
      return failed(
        `The model's provider could not make the image: ${parsed.data.error?.message ?? 'no reason given.'}`,
      )
    case 'QUEUED':
    case 'PROCESSING':
      return { kind: 'ok', value: null }
    default:
      return never(parsed.data)
  }
}

/** The image that a provider has made in one call. */
export function readImage(body: unknown, asked: Picture): Reply<JobResult> {
  const parsed = images.safeParse(body)
  if (!parsed.success) return failed("The model's provider gave no link to the image.")
  return { kind: 'ok', value: { url: parsed.data.data[0].url, ...asked } }
}

/** An answer other than success: only a refusal of the request itself is final. */
export function readRefusal(status: number, body: unknown): Exclude<Reply<never>, { kind: 'ok' }> {
  if (!refused.has(status)) return { kind: 'fault', cause: `status ${status}` }
  const reason = refusal.safeParse(body).data?.error.message ?? 'it gave no reason.'
  return failed(`The model's provider refused the request: ${reason}`, 'upstream_rejected')
}

/** A job that its provider does not know any more. */
export function lostJob(): Reply<never> {
  return failed("The model's provider lost the job.")
}

const MESSAGE_MAX = 600

/** The provider's words may be anything; the job has to end whatever they are. */
function failed(
  message: string,
  code: JobError['code'] = 'upstream_error',
): { readonly kind: 'failed'; readonly error: JobError } {
  return { kind: 'failed', error: { code, message: toStorable(message.slice(0, MESSAGE_MAX)) } }
}
