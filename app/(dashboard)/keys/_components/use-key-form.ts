import { useState, useTransition, type FormEvent } from 'react'
import type { FormAction } from '@/app/_server/action'
import { idle, type ActionState } from '@/app/_server/action-state'

/** A dialog's form: sent once at a time, what was typed stays where it is when something is refused. */
export function useKeyForm<T>(action: FormAction<T>, onDone: (value: T, form: FormData) => void) {
  const [state, setState] = useState<ActionState<T>>(idle)
  const [pending, start] = useTransition()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    const form = new FormData(event.currentTarget)
    start(async () => {
      const done = await action(idle, form)
      setState(done)
      if (done.status === 'ok') onDone(done.value, form)
    })
  }

  const refused = state.status === 'error' ? state : null
  return { submit, pending, errors: refused?.fieldErrors ?? {}, problem: problemOf(refused) }
}

/** What is wrong with the whole form; a refusal of the key itself has no field to stand at. */
function problemOf(refused: { message: string; fieldErrors: Readonly<Record<string, string>> } | null) {
  return refused === null ? '' : refused.message || refused.fieldErrors.id || ''
}
