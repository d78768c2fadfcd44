import type { Metadata } from 'next'
import Link from 'next/link'
import { getDb } from '@/app/_server/db'
import { Note } from '@/components/ui/alert'
import { getOpenLink } from '@/lib/accounts/mailed-links/queries'
import { env } from '@/lib/env'
import { AuthPage } from '@/app/(auth)/_components/auth-page'
import { ResetForm } from '@/app/(auth)/_components/reset-form'
import { readParams, type RawParams } from '@/app/(auth)/search-params'

export const metadata: Metadata = { title: 'Set a new password' }

/** Looking at the page uses nothing up: mail programs open links ahead of people. */
export default async function ResetPage({ searchParams }: { searchParams: RawParams }) {
  const { token = '' } = await readParams(searchParams)
  const link = await getOpenLink(getDb(), env().linkSecret, 'reset_password', token, new Date())
  if (!link)
    return (
      <AuthPage title="This link does not work">
        <Note tone="caution">
          It was used already, or it is older than an hour. Your password is unchanged.
        </Note>
        <p className="mt-4 text-13 text-2">
          <Link href="/forgot" className="link font-medium">
            Ask for a new link
          </Link>
        </p>
      </AuthPage>
    )
  return (
    <AuthPage title="Set a new password" description={`For ${link.user.email}. This ends every session.`}>
      <ResetForm token={token} email={link.user.email} name={link.user.name} />
    </AuthPage>
  )
}
