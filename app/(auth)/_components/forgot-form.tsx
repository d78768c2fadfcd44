'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { idle } from '@/app/_server/action-state'
import { Note } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { forgotAction } from '@/app/(auth)/actions'
import { SentMail } from './sent-mail'

export function ForgotForm({ mailBoxHref }: { mailBoxHref: string | null }) {
  const [state, action] = useActionState(forgotAction, idle)
  if (state.status === 'ok')
    return (
      <SentMail email={state.value.email} mailBoxHref={mailBoxHref}>
        If it belongs to an account, the link in it sets a new password; it works for one hour, once.
      </SentMail>
    )
  const failed = state.status === 'error' ? state : null
  return (
    <form action={action} className="grid gap-4">
      {failed?.message ? (
        <Note tone="danger" live>
          {failed.message}
        </Note>
      ) : null}
      <Field label="Email" error={failed?.fieldErrors.email}>
        <Input
          name="email"
          type="email"
          size="lg"
          autoComplete="username"
          required
          autoFocus
          defaultValue={failed?.values.email ?? ''}
        />
      </Field>
      <SubmitButton size="lg">Send the link</SubmitButton>
      <p className="text-13 text-2">
        <Link href="/signin" className="link font-medium">
          Back to sign-in
        </Link>
      </p>
    </form>
  )
}
