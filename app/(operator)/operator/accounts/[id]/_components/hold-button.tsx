'use client'

import { CirclePause, CirclePlay } from 'lucide-react'
import { idle } from '@/app/_server/action-state'
import { ActDialog } from '@/app/(operator)/operator/_components/act-dialog'
import { formOf, problemOf } from '@/app/(operator)/operator/_components/problem-of'
import { liftHoldAction, placeHoldAction } from '@/app/(operator)/operator/accounts/[id]/actions'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import type { Subject } from './subject'

/** Places a hold with its reason, or lifts it. */
export function HoldButton({ subject, held }: { subject: Subject; held: boolean }) {
  return held ? <LiftHold subject={subject} /> : <PlaceHold subject={subject} />
}

function PlaceHold({ subject: { accountId, name, typed } }: { subject: Subject }) {
  return (
    <ActDialog
      trigger={
        <Button variant="danger" collapse>
          <CirclePause aria-hidden="true" />
          <span>Place hold…</span>
        </Button>
      }
      title={`Hold ${name}?`}
      description="Every request that generates something gets 402 account_on_hold, from the moment this is confirmed. Requests in flight finish. Invoices go on being collected."
      action={placeHoldAction}
      hidden={{ accountId }}
      typed={typed}
      verb="Place hold"
      danger
      waiting="Telling every gateway…"
      done={() => `${name} is on hold. In force on every gateway.`}
    >
      {errors => (
        <Field
          label="Reason"
          hint="For operators: it stands here and in the audit log."
          error={errors.reason}
        >
          <Textarea name="reason" rows={2} maxLength={500} />
        </Field>
      )}
    </ActDialog>
  )
}

function LiftHold({ subject: { accountId, name } }: { subject: Subject }) {
  async function lift(): Promise<string | undefined> {
    const done = await liftHoldAction(idle, formOf({ accountId }))
    if (done.status === 'ok') toast.success(`The hold on ${name} is lifted. In force on every gateway.`)
    return problemOf(done)
  }
  return (
    <ConfirmDialog
      trigger={
        <Button collapse>
          <CirclePlay aria-hidden="true" />
          <span>Lift hold…</span>
        </Button>
      }
      title={`Lift the hold on ${name}?`}
      description="The account goes back to where its invoices, cards and disputes put it. If that allows it, its keys work again at once."
      action="Lift hold"
      danger={false}
      onConfirm={lift}
    />
  )
}
