'use client'

import { useActionState } from 'react'
import { idle } from '@/app/_server/action-state'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { resendAction } from '@/app/(auth)/actions'
import { SentMail } from './sent-mail'

/** Asks for the confirming mail once more, where the address is not known yet. */
export function ResendAddressForm({ mailBoxHref }: { mailBoxHref: string | null }) {
  const [state, action] = useActionState(resendAction, idle)
  if (state.status === 'ok')
    return (
      <div className="mt-4">
        <SentMail email={state.value.email} mailBoxHref={mailBoxHref}>
          If that address waits to be confirmed, the link in it works for 24 hours.
        </SentMail>
      </div>
    )
  const failed = state.status === 'error' ? state : null
  return (
    <form action={action} className="mt-4 grid gap-4">
      <Field label="Email" error={failed?.fieldErrors.email ?? (failed?.message || undefined)}>
        <Input
          name="email"
          type="email"
          size="lg"
          autoComplete="username"
          required
          defaultValue={failed?.values.email ?? ''}
        />
      </Field>
      <SubmitButton size="lg">Send a new link</SubmitButton>
    </form>
  )
}
