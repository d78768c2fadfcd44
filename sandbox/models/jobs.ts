import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { failedBefore, sendBody, startServing, type Arrival } from '@/sandbox/models/arrival'
import type { Bill } from '@/sandbox/models/bill'
import type { Control, FaultKind } from '@/sandbox/models/control'
import { apiError } from '@/sandbox/models/errors'
import { sendError } from '@/sandbox/models/exchange'
import { askedPictures, fileNameOf, pictureNamed, type Picture } from '@/sandbox/models/images'

type Outcome = 'done' | 'fail' | 'stall'
interface Job {
  createdMs: number
  durationMs: number
  outcome: Outcome
  picture: Picture
}

const shape =
  /^tj_([0-9a-z]{1,9})_([0-9a-z]{1,6})_(done|fail|stall)_([0-9a-z]+x[0-9a-z]+-[0-9a-z]+)_[0-9a-f]{12}$/

/** A job's id says when it began, how long it takes and what comes of it: jobs need no store and outlive a restart. */
const idOf = ({ createdMs, durationMs, outcome, picture }: Job): string => {
  const drawing = fileNameOf(picture).replace('.png', '')
  const nonce = randomBytes(6).toString('hex')
  return `tj_${createdMs.toString(36)}_${durationMs.toString(36)}_${outcome}_${drawing}_${nonce}`
}

const outcomes: Partial<Record<FaultKind, Outcome>> = { job_fails: 'fail', job_stalls: 'stall' }

/** How a job stands now: a quarter of its time queued, then processing, then done. Undefined for an unknown id. */
export const jobStatus = (id: string, filesUrl: string, nowMs: number) => {
  const [, created, duration, outcome, drawing] = shape.exec(id) ?? []
  const picture = pictureNamed(`${drawing}.png`)
  if (created === undefined || duration === undefined || picture === undefined) return undefined
  const createdMs = parseInt(created, 36)
  const durationMs = parseInt(duration, 36)
  const elapsedMs = nowMs - createdMs
  const job = { id, created_at: new Date(createdMs).toISOString() }
  if (elapsedMs < durationMs / 4) return { ...job, status: 'QUEUED' }
  if (elapsedMs < durationMs || outcome === 'stall') return { ...job, status: 'PROCESSING' }
  if (outcome === 'fail')
    return { ...job, status: 'FAILED', error: { message: 'The worker ran out of memory.' } }
  return { ...job, status: 'COMPLETED', result: { url: `${filesUrl}/${fileNameOf(picture)}`, ...picture } }
}

interface Taken {
  raw: string
  /** The answer that was given. */
  body: string
}

/**
 * Serves `POST …/jobs`: the job is accepted at once and its pictures are on the bill, unless it will fail. The same body again
 * under the same `Idempotency-Key` is the same job, and billed once; keys are known until a restart.
 */
export const jobService = (control: Control, bill: Bill) => {
  const taken = new LRUCache<string, Taken>({ max: 50_000 })
  return async (arrival: Arrival): Promise<void> => {
    const asked = askedPictures(arrival)
    const picture = asked?.pictures[0]
    if (!picture) return
    const { provider, raw, idempotencyKey, to } = arrival
    const key = idempotencyKey && `${provider} ${idempotencyKey}`
    if (key && raw !== (taken.get(key)?.raw ?? raw))
      return sendError(to, apiError(409, 'This idempotency key came with another body before.'))
    const what = { endpoint: 'jobs', model: asked.request.model, stream: false, promptTokens: 0 } as const
    const serving = startServing(arrival, { control, bill }, what)
    if (await failedBefore(serving)) return
    const known = key ? taken.get(key) : undefined
    if (known) {
      bill.close(serving.entry, { images: 0 })
      return sendBody(serving, known.body)
    }
    const { fault, pace, entry } = serving
    const outcome = (fault && outcomes[fault.kind]) ?? 'done'
    const createdMs = Date.now()
    const id = idOf({ createdMs, durationMs: Math.round(pace.jobMs), outcome, picture })
    const body = JSON.stringify({ id, status: 'QUEUED', created_at: new Date(createdMs).toISOString() })
    if (key) taken.set(key, { raw, body })
    bill.close(entry, { images: outcome === 'done' ? 1 : 0 })
    await sendBody(serving, body)
  }
}
