'use server'

import { z } from 'zod'
import { operatorAction } from '@/app/_server/action'
import { replayEvent, replayFailing } from '@/lib/inbox/replay/commands'
import { ok } from '@/lib/result'

/** Most events that one act replays: each is an entry of the audit log of its own. */
const MOST = 500

export const replayAction = operatorAction(
  { input: z.object({ eventId: z.string().max(255) }) },
  ({ db, userId, now, realNow }, { eventId }) =>
    replayEvent(db, { eventId, actorUserId: userId, at: realNow, now }),
)

export const replayFailingAction = operatorAction(
  { input: z.object({}) },
  async ({ db, userId, now, realNow }) =>
    ok({ replayed: await replayFailing(db, { actorUserId: userId, at: realNow, now }, MOST) }),
)
