'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { publicAction } from '@/app/_server/action'
import { getDb } from '@/app/_server/db'
import { getTimes } from '@/app/_server/times'
import { emailSchema, personNameSchema } from '@/lib/accounts/email'
import { evenly } from '@/lib/accounts/even-time'
import { requestReset, resetPassword } from '@/lib/accounts/password/commands'
import { resendVerification, signUp } from '@/lib/accounts/sign-up/commands'
import { env } from '@/lib/env'
import { ok } from '@/lib/result'

/** Longer than the work takes in either case, known address or not. */
const EVEN_MS = 400

const addressSchema = z.object({ email: emailSchema })

export const signUpAction = publicAction(
  { input: addressSchema.extend({ name: personNameSchema, password: z.string().max(1000) }) },
  async ({ place }, input) => {
    const done = await evenly(EVEN_MS, () => signUp(getDb(), input, place, new Date()))
    return done.ok ? ok({ email: input.email }) : done
  },
)

export const resendAction = publicAction({ input: addressSchema }, async ({ place }, { email }) => {
  const done = await evenly(EVEN_MS, () => resendVerification(getDb(), email, place, new Date()))
  return done.ok ? ok({ email }) : done
})

export const forgotAction = publicAction({ input: addressSchema }, async ({ place }, { email }) => {
  const done = await evenly(EVEN_MS, () => requestReset(getDb(), email, place, new Date()))
  return done.ok ? ok({ email }) : done
})

export const resetAction = publicAction(
  { input: z.object({ token: z.string().max(200), password: z.string().max(1000) }) },
  async ({ place }, input) => {
    const link = { ...input, place, secret: env().linkSecret }
    const done = await resetPassword(getDb(), link, await getTimes())
    if (!done.ok) return done
    redirect('/signin?notice=password_changed')
  },
)
