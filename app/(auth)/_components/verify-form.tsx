'use client'

import Link from 'next/link'
import { signIn } from 'next-auth/react'
import { useState, type FormEvent } from 'react'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { PasswordInput } from '@/components/ui/password-input'
import { signInMessage } from '@/app/(auth)/messages'
import { notYetDisabled, useHydrated } from './use-hydrated'

export interface VerifyFormProps {
  token: string
  /** Whose address it is, for password managers. */
  email: string
}

/** Confirms the address with the password it was signed up with, and signs in at once. */
export function VerifyForm({ token, email }: VerifyFormProps) {
  const hydrated = useHydrated()
  const [error, setError] = useState<string | null>(null)
  const [pending, setPending] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    setPending(true)
    const answer = await signIn('verify', { token, password, redirect: false }).catch(() => undefined)
    if (answer?.ok && !answer.error) return window.location.assign('/usage')
    setError(answer?.error ?? 'unreachable')
    setPending(false)
  }

  const wrongPassword = error === 'invalid_credentials'
  return (
    <form
      method="post"
      action="/api/auth/callback/verify"
      onSubmit={event => void submit(event)}
      className="grid gap-4"
    >
      {error && !wrongPassword ? (
        <Note tone="danger" live>
          {signInMessage(error)}
        </Note>
      ) : null}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field
        label="Password"
        aside={
          <Link href="/forgot" className="rounded-xs hover:text-ink">
            Forgot it?
          </Link>
        }
        error={wrongPassword ? 'This is not the password that you signed up with.' : undefined}
      >
        <PasswordInput name="password" size="lg" autoComplete="current-password" required autoFocus />
      </Field>
      <Button
        type="submit"
        variant="primary"
        size="lg"
        pending={pending}
        disabled={!hydrated}
        className={hydrated ? undefined : notYetDisabled}
      >
        Verify and sign in
      </Button>
    </form>
  )
}
