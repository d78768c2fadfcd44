'use client'

import { CircleX, TriangleAlert, X } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { IconButton } from '@/components/ui/button'
import { buttonStyle } from '@/components/ui/button-style'
import { cn } from '@/components/ui/cn'
import { bannerCookie } from './standing-banner-cookie'

export interface StandingBannerProps {
  tone: 'caution' | 'danger'
  text: string
  action: { label: string; href: string; leavesUs: boolean } | null
  /** Under this name it is put away; null: it cannot be. */
  dismissKey: string | null
}

const looks = {
  caution: { box: 'border-cau-line bg-cau-soft', icon: 'text-cau', Icon: TriangleAlert },
  danger: { box: 'border-dan-line bg-dan-soft', icon: 'text-dan', Icon: CircleX },
} as const

const YEAR_S = 31_536_000

/** On top of every page of the dashboard: what is wrong with the account's standing, and the way out. */
export function StandingBanner({ tone, text, action, dismissKey }: StandingBannerProps) {
  const [dismissed, setDismissed] = useState(false)
  if (dismissed) return null
  const { box, icon, Icon } = looks[tone]

  function dismiss() {
    document.cookie = `${bannerCookie}=${dismissKey ?? ''}; path=/; max-age=${YEAR_S}; samesite=lax`
    setDismissed(true)
  }

  return (
    <aside
      aria-label="Account standing"
      className={cn(
        'mb-5 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card border px-4 py-2.5 text-13',
        box,
      )}
    >
      <p className="flex min-w-0 flex-1 basis-72 items-start gap-2.5">
        <Icon className={cn('mt-0.5 size-4 shrink-0', icon)} strokeWidth={1.75} aria-hidden="true" />
        <span className="min-w-0">{text}</span>
      </p>
      {action || dismissKey ? (
        <div className="flex items-center gap-1.5 max-sm:ml-6.5">
          {action ? <WayOut {...action} /> : null}
          {dismissKey ? (
            <IconButton label="Put this notice away" size="sm" onClick={dismiss}>
              <X aria-hidden="true" />
            </IconButton>
          ) : null}
        </div>
      ) : null}
    </aside>
  )
}

function WayOut({ label, href, leavesUs }: NonNullable<StandingBannerProps['action']>) {
  const className = buttonStyle({ size: 'sm' })
  if (!leavesUs)
    return (
      <Link href={href} className={className}>
        {label}
      </Link>
    )
  const newTab = href.startsWith('mailto:') ? {} : { target: '_blank', rel: 'noreferrer' }
  return (
    <a href={href} {...newTab} className={className}>
      {label}
    </a>
  )
}
