import type { NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { z } from 'zod'
import { getDb } from '@/app/_server/db'
import { getLog } from '@/app/_server/log'
import { githubProvider, googleProvider, toIdentity } from '@/app/_server/providers'
import { getRequest } from '@/app/_server/request'
import { getTimes } from '@/app/_server/times'
import { emailSchema } from '@/lib/accounts/email'
import { PASSWORD_MAX } from '@/lib/accounts/password'
import { ownPath } from '@/lib/accounts/redirects'
import { endSession, startSession } from '@/lib/accounts/sessions/commands'
import { SESSION_SECONDS } from '@/lib/accounts/sessions/lifetime'
import { getLiveSession } from '@/lib/accounts/sessions/queries'
import { authenticate, signInWithProvider } from '@/lib/accounts/sign-in/commands'
import { getUserOfProvider } from '@/lib/accounts/sign-in/queries'
import { verifyEmail } from '@/lib/accounts/sign-up/commands'
import { env } from '@/lib/env'
import { isId, type SessionId, type UserId } from '@/lib/ids'
import type { Result } from '@/lib/result'

const passwordSchema = z.string().min(1).max(PASSWORD_MAX)
const signInSchema = z.object({ email: emailSchema, password: passwordSchema })
const verifySchema = z.object({ token: z.string().max(200), password: passwordSchema })

/** How people sign in. The cookie holds a session's id and nothing else; whether that session lives is asked of the database. */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().nextauthSecret,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    useSecureCookies: env().appUrl.startsWith('https://'),
    pages: { signIn: '/signin', signOut: '/signin', error: '/signin' },
    providers: [passwordProvider(), verifyProvider(), ...githubProvider(), ...googleProvider()],
    callbacks: {
      redirect: ({ url }) => {
        const target = URL.canParse(url) && new URL(url).origin === env().appUrl ? new URL(url) : null
        const path = target ? target.pathname + target.search + target.hash : url
        return env().appUrl + (path.startsWith('/signin') ? path : ownPath(path))
      },
      signIn: async ({ account, profile }) => {
        const identity = toIdentity(account, profile)
        if (!identity) return account?.type === 'credentials'
        const signedIn = await signInWithProvider(getDb(), identity, await getTimes())
        return signedIn.ok ? true : `/signin?error=${signedIn.error.code}`
      },
      jwt: async ({ token, user, account, profile }) => {
        if (!account) return token
        const identity = toIdentity(account, profile)
        const userId = identity ? await getUserOfProvider(getDb(), identity) : (user.id as UserId)
        if (!userId) throw new Error(`nobody is behind a sign-in through ${account.provider}`)
        const browser = await getRequest()
        return { sid: await startSession(getDb(), userId, browser, new Date()) }
      },
      session: async ({ session, token }) => {
        const id = toSessionId(token)
        const live = id ? await getLiveSession(getDb(), id, new Date()) : null
        const user = live ? { name: live.user.name, email: live.user.email } : undefined
        return { expires: session.expires, ...(user ? { user } : {}) }
      },
    },
    events: {
      signOut: async ({ token }) => {
        const id = toSessionId(token)
        if (id) await endSession(getDb(), id, new Date())
      },
    },
    logger: {
      error: (code, detail) => getLog().error({ code, err: detail }, 'sign-in failed'),
      warn: code => getLog().warn({ code }, 'next-auth'),
      debug: () => undefined,
    },
  }
}

/** The session that a decoded cookie names. */
export function toSessionId(token: Readonly<Record<string, unknown>> | null): SessionId | null {
  return isId('session', token?.sid) ? token.sid : null
}

function passwordProvider() {
  return CredentialsProvider({
    id: 'credentials',
    name: 'Password',
    credentials: { email: {}, password: {} },
    authorize: async sent => {
      const input = signInSchema.safeParse(sent)
      if (!input.success) throw new Error('invalid_credentials')
      const { place } = await getRequest()
      return toUser(await authenticate(getDb(), { ...input.data, place }))
    },
  })
}

/** Confirming an address ends in a session, so it is a way of signing in. */
function verifyProvider() {
  return CredentialsProvider({
    id: 'verify',
    name: 'Mailed link and password',
    credentials: { token: {}, password: {} },
    authorize: async sent => {
      const input = verifySchema.safeParse(sent)
      if (!input.success) throw new Error('invalid_credentials')
      const { place } = await getRequest()
      const link = { ...input.data, place, secret: env().linkSecret }
      return toUser(await verifyEmail(getDb(), link, await getTimes()))
    },
  })
}

/** next-auth hands the message of what is thrown here to the page as a code. */
function toUser(signedIn: Result<UserId>): { id: UserId } {
  if (signedIn.ok) return { id: signedIn.value }
  throw new Error(signedIn.error.code)
}
