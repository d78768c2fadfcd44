'use client'

import { AlertDialog } from 'radix-ui'
import { useState, useTransition, type FormEvent, type ReactNode } from 'react'
import { Button } from './button'
import { Field } from './field'
import { Input } from './input'

export interface ConfirmDialogProps {
  open?: boolean
  onOpenChange?: (open: boolean) => void
  trigger?: ReactNode
  /** Names what is destroyed: "Delete production-web?" */
  title: string
  /** What stops, and what stays. */
  description: ReactNode
  /** What has to be typed first, where access or money is lost. */
  typed?: string
  /** The verb on the button: "Delete key". */
  action: string
  danger?: boolean
  /** Does it. Resolves to nothing, then the dialog closes, or to what went wrong, which is shown. */
  onConfirm: () => Promise<string | undefined>
}

/** Asks before something that cannot be undone. Cancel has the focus unless something must be typed. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false)
  const open = props.open ?? ownOpen
  const setOpen = props.onOpenChange ?? setOwnOpen
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      {props.trigger ? <AlertDialog.Trigger asChild>{props.trigger}</AlertDialog.Trigger> : null}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center overflow-y-auto p-4">
          <AlertDialog.Content className="pointer-events-auto w-full max-w-[480px] min-w-0 animate-rise rounded-dialog bg-float shadow-float outline-none">
            <ConfirmForm {...props} close={() => setOpen(false)} />
          </AlertDialog.Content>
        </div>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

function ConfirmForm(props: ConfirmDialogProps & { close: () => void }) {
  const { title, description, typed, action, danger = true, onConfirm, close } = props
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const [pending, start] = useTransition()
  const ready = typed === undefined || text.trim() === typed

  function confirm(event: FormEvent) {
    event.preventDefault()
    if (!ready || pending) return
    start(async () => {
      const problem = await onConfirm()
      if (problem) setError(problem)
      else close()
    })
  }

  return (
    <form onSubmit={confirm}>
      <div className="px-5 pt-4.5 pb-4">
        <AlertDialog.Title className="text-16 font-medium break-words">{title}</AlertDialog.Title>
        <AlertDialog.Description asChild>
          <div className="mt-0.5 text-13 text-2">{description}</div>
        </AlertDialog.Description>
        {typed === undefined ? null : (
          <Field
            className="mt-4"
            label={
              <>
                Type <span className="font-mono text-12 break-all">{typed}</span> to confirm
              </>
            }
          >
            <Input
              value={text}
              onChange={event => setText(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        )}
        <p role="alert" className="text-12 text-dan not-empty:mt-3">
          {error}
        </p>
      </div>
      <footer className="flex justify-end gap-2 border-t border-line px-5 py-3.5">
        <AlertDialog.Cancel asChild>
          <Button disabled={pending}>Cancel</Button>
        </AlertDialog.Cancel>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} disabled={!ready} pending={pending}>
          {action}
        </Button>
      </footer>
    </form>
  )
}
