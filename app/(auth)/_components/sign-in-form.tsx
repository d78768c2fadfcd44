'use client'

import Link from 'next/link'
import { signIn } from 'next-auth/react'
import { useState, type FormEvent } from 'react'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { PasswordInput } from '@/components/ui/password-input'
import { signInMessage } from '@/app/(auth)/messages'
import { ResendForm } from './resend-form'
import { notYetDisabled, useHydrated } from './use-hydrated'

export interface SignInFormProps {
  /** A path of our own. */
  next: string
  /** The code that an earlier try came back with. */
  error?: string | undefined
}

/** Address and password. What was typed stays where it is when the sign-in is refused. */
export function SignInForm({ next, error: firstError }: SignInFormProps) {
  const hydrated = useHydrated()
  const [error, setError] = useState(firstError)
  const [email, setEmail] = useState('')
  const [pending, setPending] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    setPending(true)
    const answer = await signIn('credentials', { email, password, redirect: false }).catch(() => undefined)
    if (answer?.ok && !answer.error) return window.location.assign(next)
    setError(answer?.error ?? 'unreachable')
    setPending(false)
  }

  return (
    <>
      {error ? (
        <Note tone="danger" live className="mb-4">
          {signInMessage(error)}
        </Note>
      ) : null}
      {error === 'unverified' ? <ResendForm email={email} /> : null}
      <form
        method="post"
        action="/api/auth/callback/credentials"
        onSubmit={event => void submit(event)}
        className="grid gap-4"
      >
        <Field label="Email">
          <Input
            name="email"
            type="email"
            size="lg"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={event => setEmail(event.target.value)}
          />
        </Field>
        <Field
          label="Password"
          aside={
            <Link href="/forgot" className="rounded-xs hover:text-ink">
              Forgot it?
            </Link>
          }
        >
          <PasswordInput name="password" size="lg" autoComplete="current-password" required />
        </Field>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          pending={pending}
          disabled={!hydrated}
          className={hydrated ? undefined : notYetDisabled}
        >
          Sign in
        </Button>
      </form>
    </>
  )
}
