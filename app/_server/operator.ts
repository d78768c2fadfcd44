import { notFound } from 'next/navigation'
import { cache } from 'react'
import { getDb } from '@/app/_server/db'
import { getSession } from '@/app/_server/session'
import { getTimes } from '@/app/_server/times'
import type { LiveSession } from '@/lib/accounts/sessions/queries'
import type { OperatorCtx } from '@/lib/ctx'

/** What every page and action of the operators starts from: who asks, and at which time. */
export interface OperatorContext extends OperatorCtx {
  readonly user: LiveSession['user']
  /** Real time: sessions, heartbeats and the webhook inbox go by it. */
  readonly realNow: Date
}

/** Who asks, if that is an operator: session and right are both asked of the database, once per request. */
export const findOperator = cache(async (): Promise<OperatorContext | null> => {
  const live = await getSession()
  if (!live?.user.isOperator) return null
  const { now: realNow, platformNow: now } = await getTimes()
  return { db: getDb(), userId: live.user.id, user: live.user, now, realNow }
})

/** The same for pages: to anybody else, signed in or not, there is no such page. */
export async function requireOperator(): Promise<OperatorContext> {
  return (await findOperator()) ?? notFound()
}
