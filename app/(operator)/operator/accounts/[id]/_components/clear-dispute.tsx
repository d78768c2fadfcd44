'use client'

import { idle } from '@/app/_server/action-state'
import { formOf, problemOf } from '@/app/(operator)/operator/_components/problem-of'
import { clearDisputeAction } from '@/app/(operator)/operator/accounts/[id]/actions'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import type { Subject } from './subject'

/** Lets the account go on although a payment of it is disputed, or was lost. */
export function ClearDispute({
  subject: { accountId, name, typed },
  disputeId,
}: {
  subject: Subject
  disputeId: string
}) {
  async function clear(): Promise<string | undefined> {
    const done = await clearDisputeAction(idle, formOf({ accountId, disputeId }))
    if (done.status === 'ok')
      toast.success(`Cleared. ${name} stands where its invoices put it, on every gateway.`)
    return problemOf(done)
  }
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={`Clear ${disputeId}`}>
          Clear…
        </Button>
      }
      title={`Clear a dispute of ${name}?`}
      description="The account may go on although the bank took the payment up. What Stripe decides about the money does not change by this."
      typed={typed}
      action="Clear dispute"
      danger={false}
      onConfirm={clear}
    />
  )
}
