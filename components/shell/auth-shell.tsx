import type { ReactNode } from 'react'
import { Brand } from './public-shell'

export interface AuthShellProps {
  title: string
  /** One line under the title. */
  description?: ReactNode
  /** The right half, gone below 768 px: RequestSample as a rule. */
  aside?: ReactNode
  banner?: ReactNode
  /** The form, and under it the way to the neighbouring page. */
  children: ReactNode
}

/** The frame of sign-in, sign-up, verification and reset: a form of 344 px, and what awaits beside it. */
export function AuthShell({ title, description, aside, banner, children }: AuthShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      {banner}
      <div className="grid flex-1 md:grid-cols-2">
        <div className="flex flex-col bg-card p-6 md:px-10 md:py-8">
          <header>
            <Brand />
          </header>
          <main className="mx-auto my-auto w-full max-w-[344px] py-10">
            <h1 className="text-20 font-medium">{title}</h1>
            {description ? <p className="mt-1 text-13 text-2">{description}</p> : null}
            <div className="mt-6">{children}</div>
          </main>
          <nav aria-label="More" className="flex gap-4 text-12 text-3">
            <a href="/pricing" className="rounded-xs hover:text-ink">
              Pricing
            </a>
          </nav>
        </div>
        {aside ? (
          <aside
            aria-label="What a request costs"
            className="hidden flex-col justify-center border-l border-line px-12 py-8 md:flex"
          >
            <div className="w-full max-w-[472px]">{aside}</div>
          </aside>
        ) : null}
      </div>
    </div>
  )
}

/** "or" between two ways. */
export function OrDivider() {
  return (
    <div className="my-4 flex items-center gap-3 text-12 text-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      or
    </div>
  )
}
