import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { decode } from 'next-auth/jwt'
import { cache } from 'react'
import { toSessionId } from '@/app/_server/auth'
import { getDb } from '@/app/_server/db'
import { getRequest } from '@/app/_server/request'
import { endSession, touchSession } from '@/lib/accounts/sessions/commands'
import { getLiveSession, type LiveSession } from '@/lib/accounts/sessions/queries'
import { env } from '@/lib/env'
import type { SessionId } from '@/lib/ids'

const secure = () => env().appUrl.startsWith('https://')
const cookieName = () => `${secure() ? '__Secure-' : ''}next-auth.session-token`

/** The session behind the request's cookie, asked of the database once per request; null where there is none that lives. */
export const getSession = cache(async (): Promise<LiveSession | null> => {
  const id = await cookieSessionId()
  const live = id ? await getLiveSession(getDb(), id, new Date()) : null
  if (live) await touchSession(getDb(), live.id, live.lastSeenAt, new Date())
  return live
})

/** The same, or off to the sign-in page, which leads back here. */
export async function requireUser(): Promise<LiveSession> {
  const live = await getSession()
  if (live) return live
  const { path } = await getRequest()
  redirect(path === '/' ? '/signin' : `/signin?next=${encodeURIComponent(path)}`)
}

/** Ends the session in the database, takes the cookie away, and leaves for the sign-in page. */
export async function signOut(): Promise<never> {
  const id = await cookieSessionId()
  if (id) await endSession(getDb(), id, new Date())
  const gone = { value: '', maxAge: 0, path: '/', httpOnly: true, sameSite: 'lax', secure: secure() } as const
  ;(await cookies()).set({ name: cookieName(), ...gone })
  redirect('/signin')
}

async function cookieSessionId(): Promise<SessionId | null> {
  const token = (await cookies()).get(cookieName())?.value
  if (!token) return null
  // A cookie that was tampered with, or signed with a secret since rotated, is no cookie.
  const decoded = await decode({ token, secret: env().nextauthSecret }).catch(() => null)
  return toSessionId(decoded)
}
