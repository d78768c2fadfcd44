'use client'

import Link from 'next/link'
import { useActionState, useState } from 'react'
import { idle } from '@/app/_server/action-state'
import { Note } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { PasswordInput } from '@/components/ui/password-input'
import { SubmitButton } from '@/components/ui/submit-button'
import { signUpAction } from '@/app/(auth)/actions'
import { PasswordRules } from './password-rules'
import { SentMail } from './sent-mail'

/** Name, address and password; then the word that a mail is on its way. */
export function SignUpForm({ mailBoxHref }: { mailBoxHref: string | null }) {
  const [state, action] = useActionState(signUpAction, idle)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  if (state.status === 'ok')
    return (
      <SentMail email={state.value.email} mailBoxHref={mailBoxHref} resend>
        Open the link in it to confirm your address; it works for 24 hours.
      </SentMail>
    )
  const errors = state.status === 'error' ? state.fieldErrors : {}
  return (
    <form action={action} className="grid gap-4">
      {state.status === 'error' && state.message ? (
        <Note tone="danger" live>
          {state.message}
        </Note>
      ) : null}
      <Field label="Name" error={errors.name}>
        <Input
          name="name"
          size="lg"
          autoComplete="name"
          required
          autoFocus
          maxLength={100}
          value={name}
          onChange={event => setName(event.target.value)}
        />
      </Field>
      <Field label="Email" error={errors.email}>
        <Input
          name="email"
          type="email"
          size="lg"
          autoComplete="username"
          required
          value={email}
          onChange={event => setEmail(event.target.value)}
        />
      </Field>
      <Field label="Password" error={errors.password}>
        <PasswordInput
          name="password"
          size="lg"
          autoComplete="new-password"
          required
          value={password}
          onChange={event => setPassword(event.target.value)}
        />
      </Field>
      <PasswordRules password={password} personal={[name, email]} />
      <SubmitButton size="lg">Create account</SubmitButton>
      <p className="text-13 text-2">
        Have an account?{' '}
        <Link href="/signin" className="link font-medium">
          Sign in
        </Link>
      </p>
    </form>
  )
}
