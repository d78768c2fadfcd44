import { z } from 'zod'
import { isId, type AccountId, type JobId } from '@/lib/ids'

/** A job's name in its queue: whose it is, and which. Nothing of the request goes there. */
export interface JobRef {
  readonly accountId: AccountId
  readonly jobId: JobId
}

const shape: z.ZodType<JobRef> = z.object({
  accountId: z.custom<AccountId>(value => isId('account', value)),
  jobId: z.custom<JobId>(value => isId('job', value)),
})

/** Reads back what was put on the queue. @throws where it is something else */
export function readJobRef(data: unknown): JobRef {
  return shape.parse(data)
}
