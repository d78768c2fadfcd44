'use client'

import type { FormEvent, ReactNode } from 'react'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { DialogBody, DialogClose, DialogFooter } from '@/components/ui/dialog'
import type { KeyId } from '@/lib/ids'

export interface KeyFormProps {
  /** The key that is changed; a new one has no id yet. */
  id?: KeyId
  submit: (event: FormEvent<HTMLFormElement>) => void
  pending: boolean
  /** What is wrong with the whole form, if anything. */
  problem: string
  /** The verb on the button. */
  action: string
  danger?: boolean
  children: ReactNode
}

/** The frame of every form about a key. While it is sent it says what is being waited for. */
export function KeyForm({ id, submit, pending, problem, action, danger = false, children }: KeyFormProps) {
  return (
    <form onSubmit={submit} noValidate>
      {id ? <input type="hidden" name="id" value={id} /> : null}
      <DialogBody>
        {problem ? (
          <Note tone="danger" live>
            {problem}
          </Note>
        ) : null}
        {children}
      </DialogBody>
      <DialogFooter>
        <p role="status" className="mr-auto text-12 text-2">
          {pending && id ? 'Telling every gateway…' : ''}
        </p>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} pending={pending}>
          {action}
        </Button>
      </DialogFooter>
    </form>
  )
}
