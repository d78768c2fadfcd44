import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { configuredProviders } from '@/app/_server/providers'
import { getSession } from '@/app/_server/session'
import { AuthPage, mailBoxHref } from '@/app/(auth)/_components/auth-page'
import { ProviderButtons } from '@/app/(auth)/_components/provider-buttons'
import { SignUpForm } from '@/app/(auth)/_components/sign-up-form'

export const metadata: Metadata = { title: 'Create an account' }

export default async function SignUpPage() {
  if (await getSession()) redirect('/usage')
  return (
    <AuthPage title="Create an account" description="Free, until you set up billing. No card needed.">
      <SignUpForm mailBoxHref={mailBoxHref()} />
      <ProviderButtons providers={configuredProviders()} next="/usage" />
    </AuthPage>
  )
}
