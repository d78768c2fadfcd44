import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { jobs } from '@/db/schema'
import type { AccountId, JobId } from '@/lib/ids'

type Row = typeof jobs.$inferSelect

/** A job as its owner sees it. */
export type Job = Pick<Row, 'id' | 'status' | 'modelId' | 'admittedAt' | 'result' | 'errorCode' | 'error'>

const columns = {
  id: jobs.id,
  status: jobs.status,
  modelId: jobs.modelId,
  admittedAt: jobs.admittedAt,
  result: jobs.result,
  errorCode: jobs.errorCode,
  error: jobs.error,
}

/** Null where the account has no such job. */
export async function getJob(db: Db, accountId: AccountId, id: JobId): Promise<Job | null> {
  const [job] = await db
    .select(columns)
    .from(jobs)
    .where(and(eq(jobs.accountId, accountId), eq(jobs.id, id)))
  return job ?? null
}

/** The account's jobs, newest first: those submitted before `after`, if it is given. Ids sort by submission. */
export async function listJobs(
  db: Db,
  accountId: AccountId,
  { limit, after }: { readonly limit: number; readonly after: JobId | null },
): Promise<Job[]> {
  const older = after === null ? undefined : lt(jobs.id, after)
  return db
    .select(columns)
    .from(jobs)
    .where(and(eq(jobs.accountId, accountId), older))
    .orderBy(desc(jobs.id))
    .limit(limit)
}
