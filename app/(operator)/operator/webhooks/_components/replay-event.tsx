'use client'

import { RotateCw } from 'lucide-react'
import { useTransition } from 'react'
import { idle } from '@/app/_server/action-state'
import { formOf, problemOf } from '@/app/(operator)/operator/_components/problem-of'
import { replayAction } from '@/app/(operator)/operator/webhooks/actions'
import { IconButton } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'

/** Has one event processed again, now. What it does is read anew from Stripe, so doing it twice changes nothing. */
export function ReplayEvent({ eventId, type }: { eventId: string; type: string }) {
  const [pending, start] = useTransition()
  function replay() {
    start(async () => {
      const done = await replayAction(idle, formOf({ eventId }))
      const problem = problemOf(done)
      if (problem) toast.error(problem)
      else toast.success(`${type} is on its turn again.`)
    })
  }
  return (
    <IconButton label={`Replay ${type} ${eventId}`} size="sm" pending={pending} onClick={replay}>
      <RotateCw aria-hidden="true" />
    </IconButton>
  )
}
