'use client'

import { useActionState } from 'react'
import { idle } from '@/app/_server/action-state'
import { Note } from '@/components/ui/alert'
import { SubmitButton } from '@/components/ui/submit-button'
import { resendAction } from '@/app/(auth)/actions'

/** Asks for the confirming mail once more, for an address typed elsewhere on the page. */
export function ResendForm({ email }: { email: string }) {
  const [state, action] = useActionState(resendAction, idle)
  if (state.status === 'ok')
    return (
      <Note live className="mb-4">
        A new link is on its way to {state.value.email}, if that address waits to be confirmed.
      </Note>
    )
  return (
    <form action={action} className="mb-4">
      <input type="hidden" name="email" value={email} />
      <SubmitButton variant="secondary" className="w-full">
        Send the link again
      </SubmitButton>
      {state.status === 'error' ? (
        <p role="alert" className="mt-1.5 text-12 text-dan">
          {state.message || state.fieldErrors.email}
        </p>
      ) : null}
    </form>
  )
}
