'use client'

import { useActionState, useState } from 'react'
import { idle } from '@/app/_server/action-state'
import { Note } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { PasswordInput } from '@/components/ui/password-input'
import { SubmitButton } from '@/components/ui/submit-button'
import { resetAction } from '@/app/(auth)/actions'
import { PasswordRules } from './password-rules'

export interface ResetFormProps {
  token: string
  /** Whose password it is: for password managers, and for the rules. */
  email: string
  name: string
}

export function ResetForm({ token, email, name }: ResetFormProps) {
  const [state, action] = useActionState(resetAction, idle)
  const [password, setPassword] = useState('')
  const failed = state.status === 'error' ? state : null
  return (
    <form action={action} className="grid gap-4">
      {failed?.message ? (
        <Note tone="danger" live>
          {failed.message}
        </Note>
      ) : null}
      <input type="hidden" name="token" value={token} />
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field label="New password" error={failed?.fieldErrors.password}>
        <PasswordInput
          name="password"
          size="lg"
          autoComplete="new-password"
          required
          autoFocus
          value={password}
          onChange={event => setPassword(event.target.value)}
        />
      </Field>
      <PasswordRules password={password} personal={[name, email]} />
      <SubmitButton size="lg">Set the new password</SubmitButton>
    </form>
  )
}
