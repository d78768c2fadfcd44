import { ArrowLeft, CalendarCheck, Landmark, ScrollText, Users, Webhook } from 'lucide-react'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { signOutAction } from '@/app/(dashboard)/actions'
import { requireOperator } from '@/app/_server/operator'
import { AppShell } from '@/components/shell/app-shell'
import { DemoBanner } from '@/components/shell/demo-banner'
import type { NavItem } from '@/components/shell/side-bar'
import { sideBarCookie } from '@/components/shell/side-bar-cookie'
import { env } from '@/lib/env'
import { getAttention, type Attention } from '@/lib/operators/queries'

export const metadata: Metadata = { title: { template: '%s, operators', default: 'Operators' } }

const icon = { strokeWidth: 1.75, 'aria-hidden': true } as const

/** The pages across accounts. The right is asked for here and again by every page: a layout is not rendered anew on the way between pages. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const { db, user } = await requireOperator()
  const { mode, sandbox } = env()
  return (
    <AppShell
      account={{ name: 'Operators', note: 'Across all accounts' }}
      nav={navOf(await getAttention(db))}
      user={{ name: user.name, email: user.email }}
      signOut={signOutAction}
      places={[{ href: '/usage', label: 'To the dashboard', icon: <ArrowLeft aria-hidden="true" /> }]}
      defaultCollapsed={(await cookies()).get(sideBarCookie)?.value === 'folded'}
      banner={mode === 'demo' && sandbox ? <DemoBanner sandboxHref={sandbox.url} /> : undefined}
    >
      {children}
    </AppShell>
  )
}

function navOf({ failingEvents, openFailures, incompleteCloses, holdingDisputes }: Attention): NavItem[] {
  const item = (
    href: string,
    label: string,
    image: ReactNode,
    waiting: number,
    attention: string,
  ): NavItem => ({
    href: `/operator/${href}`,
    label,
    icon: image,
    ...(waiting > 0 ? { attention } : {}),
  })
  return [
    item('accounts', 'Accounts', <Users {...icon} />, holdingDisputes, 'a dispute holds an account'),
    item('closes', 'Month close', <CalendarCheck {...icon} />, incompleteCloses, 'bills are not finished'),
    item('webhooks', 'Webhooks', <Webhook {...icon} />, failingEvents, 'events are failing'),
    item('settlement', 'Settlement', <Landmark {...icon} />, openFailures, 'usage could not be stored'),
    item('audit', 'Audit log', <ScrollText {...icon} />, 0, ''),
  ]
}
