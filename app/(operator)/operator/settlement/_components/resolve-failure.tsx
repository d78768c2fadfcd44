'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { idle, type ActionState } from '@/app/_server/action-state'
import { resolveFailureAction } from '@/app/(operator)/operator/settlement/actions'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Dialog, DialogBody, DialogClose, DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'

/** Says that somebody has looked at a failure, and what came of it. */
export function ResolveFailure({ accountId, requestId }: { accountId: string; requestId: string }) {
  const [open, setOpen] = useState(false)
  const [state, setState] = useState<ActionState<unknown>>(idle)
  const [pending, start] = useTransition()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    const form = new FormData(event.currentTarget)
    start(async () => {
      const done = await resolveFailureAction(idle, form)
      setState(done)
      if (done.status !== 'ok') return
      toast.success('Marked as resolved. The event is kept.')
      setOpen(false)
    })
  }

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" aria-label={`Resolve ${requestId}`}>
          Resolve…
        </Button>
      }
      title="Resolve this failure"
      description="The event itself is kept, and nothing is charged for it."
    >
      <form onSubmit={submit} noValidate>
        <input type="hidden" name="accountId" value={accountId} />
        <input type="hidden" name="requestId" value={requestId} />
        <DialogBody>
          {state.status === 'error' && state.message ? (
            <Note tone="danger" live>
              {state.message}
            </Note>
          ) : null}
          <Field
            label="What came of it"
            hint="It stands in the audit log."
            error={state.status === 'error' ? state.fieldErrors.note : undefined}
          >
            <Textarea name="note" rows={2} maxLength={500} />
          </Field>
        </DialogBody>
        <DialogFooter>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" variant="primary" pending={pending}>
            Mark as resolved
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
