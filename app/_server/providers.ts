import type { Account, Profile } from 'next-auth'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import GoogleProvider from 'next-auth/providers/google'
import { z } from 'zod'
import { emailSchema } from '@/lib/accounts/email'
import type { ProviderIdentity } from '@/lib/accounts/sign-in/identity'
import { env } from '@/lib/env'

/** The ways to sign in that are configured, for the page's buttons. */
export function configuredProviders(): { id: ProviderIdentity['provider']; name: string }[] {
  return [
    ...(env().github ? [{ id: 'github' as const, name: 'GitHub' }] : []),
    ...(env().google ? [{ id: 'google' as const, name: 'Google' }] : []),
  ]
}

const githubUserSchema = z.object({ id: z.number(), login: z.string(), name: z.string().nullish() })
const githubEmailsSchema = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
)
/** What our own request to GitHub puts together: the address only if GitHub has verified it. */
const githubSchema = z.object({ sub: z.string(), name: z.string(), email: z.string().optional() })
const googleSchema = z.object({
  sub: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
})

/** Who signed in through a provider; null for a sign-in that is none of theirs. Throws where a provider's answer has changed shape. */
export function toIdentity(account: Account | null, profile: Profile | undefined): ProviderIdentity | null {
  if (account?.provider === 'github') {
    const { sub, name, email } = githubSchema.parse(profile)
    return identity('github', sub, name, email ?? null)
  }
  if (account?.provider === 'google') {
    const { sub, name, email, email_verified: verified } = googleSchema.parse(profile)
    return identity('google', sub, name ?? email ?? '', verified === true ? (email ?? null) : null)
  }
  return null
}

function identity(
  provider: ProviderIdentity['provider'],
  providerAccountId: string,
  name: string,
  email: string | null,
): ProviderIdentity {
  const parsed = emailSchema.safeParse(email)
  const shown = name.trim().slice(0, 100) || 'New member'
  return { provider, providerAccountId, name: shown, verifiedEmail: parsed.success ? parsed.data : null }
}

/** GitHub, or the stand-in at GITHUB_BASE_URL. Of the addresses only the primary one counts, and only if GitHub has verified it. */
export function githubProvider(): OAuthConfig<Profile>[] {
  const { github, githubBaseUrl } = env()
  if (!github) return []
  const web = githubBaseUrl ?? 'https://github.com'
  const api = githubBaseUrl ?? 'https://api.github.com'
  return [
    {
      id: 'github',
      name: 'GitHub',
      type: 'oauth',
      ...github,
      issuer: `${web}/login/oauth`,
      authorization: { url: `${web}/login/oauth/authorize`, params: { scope: 'read:user user:email' } },
      token: `${web}/login/oauth/access_token`,
      checks: ['pkce', 'state'],
      client: { token_endpoint_auth_method: 'client_secret_post' },
      userinfo: { url: `${api}/user`, request: ({ tokens }) => readGithubProfile(api, tokens.access_token) },
      profile: profile => ({ id: githubSchema.parse(profile).sub }),
    },
  ]
}

async function readGithubProfile(api: string, accessToken: string | undefined): Promise<Profile> {
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${api}${path}`, {
      headers: {
        authorization: `Bearer ${accessToken ?? ''}`,
        accept: 'application/vnd.github+json',
        'user-agent': 'serika-platform',
      },
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${path}`)
    return await answer.json()
  }
  const [user, emails] = await Promise.all([get('/user'), get('/user/emails')])
  const { id, name, login } = githubUserSchema.parse(user)
  const primary = githubEmailsSchema.parse(emails).find(one => one.primary && one.verified)
  return { sub: String(id), name: name ?? login, ...(primary ? { email: primary.email } : {}) }
}

export function googleProvider() {
  const { google } = env()
  return google ? [GoogleProvider({ ...google, checks: ['pkce', 'state'] })] : []
}
