import type { Metadata } from 'next'
import { AuthPage, mailBoxHref } from '@/app/(auth)/_components/auth-page'
import { ForgotForm } from '@/app/(auth)/_components/forgot-form'

export const metadata: Metadata = { title: 'Set a new password' }

export default function ForgotPage() {
  return (
    <AuthPage title="Set a new password" description="We mail you a link to set it with.">
      <ForgotForm mailBoxHref={mailBoxHref()} />
    </AuthPage>
  )
}
