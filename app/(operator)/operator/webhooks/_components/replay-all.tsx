'use client'

import { RotateCw } from 'lucide-react'
import { idle } from '@/app/_server/action-state'
import { problemOf } from '@/app/(operator)/operator/_components/problem-of'
import { replayFailingAction } from '@/app/(operator)/operator/webhooks/actions'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { formatCount } from '@/lib/format'

/** Has everything that fails processed again, now. */
export function ReplayAll({ failing }: { failing: number }) {
  const events = (count: number) => `${formatCount(count)} ${count === 1 ? 'event' : 'events'}`
  async function replay(): Promise<string | undefined> {
    const done = await replayFailingAction(idle, new FormData())
    if (done.status === 'ok') toast.success(`${events(done.value.replayed)} on their turn again.`)
    return problemOf(done)
  }
  return (
    <ConfirmDialog
      trigger={
        <Button collapse>
          <RotateCw aria-hidden="true" />
          <span>Replay all failing…</span>
        </Button>
      }
      title={`Replay ${events(failing)}?`}
      description="Each is processed at once instead of at its next turn, at most 500 by one act. What they do is read anew from Stripe, so doing it twice changes nothing."
      action="Replay all"
      danger={false}
      onConfirm={replay}
    />
  )
}
