import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { configuredProviders } from '@/app/_server/providers'
import { getSession } from '@/app/_server/session'
import { Note } from '@/components/ui/alert'
import { ownPath } from '@/lib/accounts/redirects'
import { AuthPage } from '@/app/(auth)/_components/auth-page'
import { ProviderButtons } from '@/app/(auth)/_components/provider-buttons'
import { SignInForm } from '@/app/(auth)/_components/sign-in-form'
import { notices } from '@/app/(auth)/messages'
import { readParams, type RawParams } from '@/app/(auth)/search-params'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: RawParams }) {
  const { next: wanted, error, notice } = await readParams(searchParams)
  const next = ownPath(wanted)
  if (await getSession()) redirect(next)
  const said = notice && Object.hasOwn(notices, notice) ? notices[notice] : undefined
  return (
    <AuthPage title="Sign in" description="To your keys, usage and invoices.">
      {said && !error ? (
        <Note tone="info" className="mb-4">
          {said}
        </Note>
      ) : null}
      <SignInForm next={next} error={error} />
      <ProviderButtons providers={configuredProviders()} next={next} />
      <p className="mt-6 text-13 text-2">
        New here?{' '}
        <Link href="/signup" className="link font-medium">
          Create an account
        </Link>
      </p>
    </AuthPage>
  )
}
