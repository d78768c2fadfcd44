import Link from 'next/link'
import type { ReactNode } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { Logo } from './logo'

export interface PublicShellProps {
  /** Signed in, the header leads to the dashboard; else to sign-in and sign-up. */
  signedIn: boolean
  /** Where the dashboard begins. */
  dashboardHref: string
  banner?: ReactNode
  children: ReactNode
}

/** The frame of pages that need no session: pricing. */
export function PublicShell({ signedIn, dashboardHref, banner, children }: PublicShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      {banner}
      <header className="border-b border-line">
        <div className="mx-auto flex h-14 max-w-[1264px] items-center gap-2 px-4 sm:gap-3 md:px-8">
          <Brand />
          <nav aria-label="Main" className="ml-auto flex items-center gap-1 sm:gap-2">
            <ButtonLink href="/pricing" variant="ghost" className="max-sm:hidden">
              Pricing
            </ButtonLink>
            {signedIn ? (
              <ButtonLink href={dashboardHref}>Dashboard</ButtonLink>
            ) : (
              <>
                <ButtonLink href="/signin" variant="ghost" className="max-sm:px-2">
                  Sign in
                </ButtonLink>
                <ButtonLink href="/signup" variant="primary" className="max-sm:px-2">
                  Create account
                </ButtonLink>
              </>
            )}
          </nav>
        </div>
      </header>
      <main className="mx-auto w-full max-w-[1264px] flex-1 px-4 pt-8 pb-16 md:px-8 md:pt-12">
        {children}
      </main>
    </div>
  )
}

export function Brand({ href = '/' }: { href?: string }) {
  return (
    <Link href={href} className="flex items-center gap-2 rounded-sm text-14">
      <Logo />
      <span className="font-medium">Serika</span>
      <span className="text-2">Developers</span>
    </Link>
  )
}
