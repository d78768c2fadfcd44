import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { toLimitRefusal } from '@/gateway/admission'
import type { Gateway } from '@/gateway/gateway'
import { mayGenerate } from '@/gateway/generate'
import type { GatewayContext } from '@/gateway/http'
import type { ImagePlan } from '@/gateway/images/plan'
import { callerOf, identify } from '@/gateway/middleware/authenticate'
import { Refusal } from '@/gateway/refusal'
import { priceFor } from '@/lib/catalog/rating'
import { newId, type JobId } from '@/lib/ids'
import type { ImageRequest } from '@/lib/images/request'
import { jobProtocolOf } from '@/lib/jobs/providers'
import { toJobBody } from '@/lib/jobs/request'
import { toRights } from '@/lib/jobs/rights'
import {
  submitJob,
  SubmissionUnknown,
  type Submission,
  type SubmissionOutcome,
} from '@/lib/jobs/submission/commands'
import { hashSecret } from '@/lib/keys/secret'
import { periodOf } from '@/lib/period'
import { never } from '@/lib/result'

/** Pauses before the tries that follow the first, while gateways give back what lies idle with them. */
const patienceMs = [0, 150, 350, 500] as const
/** An account that changes again and again while it submits is not waited for. */
const mostChanges = 3

/**
 * Takes a job on, and holds its price. Where what is left is only idle in gateways' leases, it is called back first.
 * @throws Refusal by the error table
 */
export async function submitImageJob(
  gateway: Gateway,
  c: GatewayContext,
  plan: ImagePlan,
  request: ImageRequest,
): Promise<JobId> {
  const submission = prepare(gateway, c, plan, request)
  const pauses = patienceMs.values()
  for (let changes = 0; ;) {
    // The body took its time, and so does every try: who asks is judged as things stand now.
    const caller = await identify(gateway, c)
    mayGenerate(gateway, caller, 'image_generation')
    const rights = toRights(caller, hashSecret(c.get('secret')))
    const outcome = await submit(gateway, { ...submission, rights })
    switch (outcome.kind) {
      case 'submitted':
        return submission.id
      case 'barred':
        throw new Refusal('ledger_unavailable', {})
      case 'changed':
        changes += 1
        if (changes > mostChanges) throw new Refusal('ledger_unavailable', {})
        gateway.callers.drop(submission.accountId)
        break
      case 'short': {
        const pause = pauses.next()
        if (pause.done === true || outcome.refusals[0].reason === 'limit')
          throw toLimitRefusal(outcome.refusals[0], periodOf(submission.admittedAt), gateway.settings.appUrl)
        await freeIdle(gateway, submission, outcome)
        await sleep(pause.value)
        break
      }
      default:
        never(outcome)
    }
  }
}

/** Everything of the job but the rights of who asks; platform time, price and seed are fixed here. */
function prepare(
  { catalog, clock, upstreams }: Gateway,
  c: GatewayContext,
  { model, providers, size }: ImagePlan,
  request: ImageRequest,
): Omit<Submission, 'rights'> {
  const provider = providers.find(candidate => jobProtocolOf(candidate) !== null && upstreams.has(candidate))
  if (!provider)
    throw new Refusal('wrong_model_kind', { model: model.id, endpoint: 'POST /images/generations' })
  const admittedAt = clock.now()
  const price = priceFor(catalog.book, model, admittedAt, { size })
  if (price?.imageNanos == null) throw new Refusal('model_not_found', { model: model.id })
  const { account, key } = callerOf(c)
  return {
    id: newId('job', admittedAt),
    requestId: c.get('requestId'),
    accountId: account.id,
    keyId: key.id,
    modelId: model.id,
    priceId: price.id,
    provider,
    body: toJobBody(request, provider, model.upstreamIds[provider] ?? model.id, randomInt(2 ** 32)),
    nanos: price.imageNanos,
    admittedAt,
  }
}

async function submit({ db, id, log }: Gateway, submission: Submission): Promise<SubmissionOutcome> {
  try {
    return await submitJob(db, id, submission)
  } catch (error) {
    const { requestId, id: jobId } = submission
    log.warn({ err: error, requestId, jobId }, 'a job could not be submitted')
    if (error instanceof SubmissionUnknown) throw new Refusal('job_outcome_unknown', { id: jobId })
    throw new Refusal('ledger_unavailable', {})
  }
}

async function freeIdle(
  { leases }: Gateway,
  { accountId, admittedAt }: Pick<Submission, 'accountId' | 'admittedAt'>,
  { refusals }: Extract<SubmissionOutcome, { kind: 'short' }>,
): Promise<void> {
  await leases.freeIdle(
    accountId,
    refusals.map(({ scope }) => scope),
    periodOf(admittedAt),
  )
}
