import type { Metadata } from 'next'
import Link from 'next/link'
import { getDb } from '@/app/_server/db'
import { Note } from '@/components/ui/alert'
import { getOpenLink } from '@/lib/accounts/mailed-links/queries'
import { env } from '@/lib/env'
import { AuthPage, mailBoxHref } from '@/app/(auth)/_components/auth-page'
import { ResendAddressForm } from '@/app/(auth)/_components/resend-address-form'
import { VerifyForm } from '@/app/(auth)/_components/verify-form'
import { readParams, type RawParams } from '@/app/(auth)/search-params'

export const metadata: Metadata = { title: 'Confirm your address' }

/** Looking at the page uses nothing up: mail programs open links ahead of people. */
export default async function VerifyPage({ searchParams }: { searchParams: RawParams }) {
  const { token = '' } = await readParams(searchParams)
  const link = await getOpenLink(getDb(), env().linkSecret, 'verify_email', token, new Date())
  if (!link)
    return (
      <AuthPage title="This link does not work">
        <Note tone="caution">
          It was used already, or it is older than a day. If your address is confirmed,{' '}
          <Link href="/signin" className="link font-medium">
            sign in
          </Link>
          ; if not, ask for a new link.
        </Note>
        <ResendAddressForm mailBoxHref={mailBoxHref()} />
      </AuthPage>
    )
  return (
    <AuthPage
      title="Confirm your address"
      description={`Enter the password that you chose for ${link.user.email}, and your account is ready.`}
    >
      <VerifyForm token={token} email={link.user.email} />
    </AuthPage>
  )
}
