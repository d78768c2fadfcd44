'use client'

import { useState, useTransition, type FormEvent, type ReactNode } from 'react'
import type { FormAction } from '@/app/_server/action'
import { idle, type ActionState } from '@/app/_server/action-state'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Dialog, DialogBody, DialogClose, DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { asTyped } from '@/lib/operators/confirmation'

export interface ActDialogProps<T> {
  trigger: ReactNode
  title: string
  description: ReactNode
  action: FormAction<T>
  /** What the act is about, sent along. */
  hidden: Readonly<Record<string, string>>
  /** What has to be typed before it is done: the account's name. Left out where it is easily mended. */
  typed?: string
  verb: string
  danger?: boolean
  /** What is waited for while it is on its way. */
  waiting?: string
  /** Said when it is done. */
  done: (value: T) => string
  children: (errors: Readonly<Record<string, string>>) => ReactNode
}

/** An operator's act with something to fill in. What was typed stays when it is refused. */
export function ActDialog<T>(props: ActDialogProps<T>) {
  const [open, setOpen] = useState(false)
  const { trigger, title, description } = props
  return (
    <Dialog open={open} onOpenChange={setOpen} trigger={trigger} title={title} description={description}>
      <ActForm {...props} close={() => setOpen(false)} />
    </Dialog>
  )
}

function ActForm<T>(props: ActDialogProps<T> & { close: () => void }) {
  const { action, hidden, typed, verb, danger = false, waiting = '', done, children, close } = props
  const [state, setState] = useState<ActionState<T>>(idle)
  const [confirmation, setConfirmation] = useState('')
  const [pending, start] = useTransition()
  const errors = state.status === 'error' ? state.fieldErrors : {}
  const ready = typed === undefined || asTyped(confirmation) === typed
  // What is wrong with a field that nobody sees is wrong with the whole form.
  const unseen = Object.keys(hidden).flatMap(name => errors[name] ?? [])
  const problem = (state.status === 'error' && state.message) || unseen[0]

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending || !ready) return
    const form = new FormData(event.currentTarget)
    start(async () => {
      const answer = await action(idle, form)
      setState(answer)
      if (answer.status !== 'ok') return
      toast.success(done(answer.value))
      close()
    })
  }

  return (
    <form onSubmit={submit} noValidate>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <DialogBody>
        {problem ? (
          <Note tone="danger" live>
            {problem}
          </Note>
        ) : null}
        {children(errors)}
        {typed === undefined ? null : (
          <Field
            label={
              <>
                Type <span className="font-mono text-12 break-all">{typed}</span> to confirm
              </>
            }
            error={errors.confirmation}
          >
            <Input
              name="confirmation"
              value={confirmation}
              onChange={event => setConfirmation(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        )}
      </DialogBody>
      <DialogFooter>
        <p role="status" className="mr-auto text-12 text-2">
          {pending ? waiting : ''}
        </p>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} disabled={!ready} pending={pending}>
          {verb}
        </Button>
      </DialogFooter>
    </form>
  )
}
