import { Box, ChartNoAxesColumn, CreditCard, KeyRound, List, ShieldCheck } from 'lucide-react'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { readBilling } from '@/app/_server/billing'
import { requireMember, type MemberContext } from '@/app/_server/ctx'
import { AppShell } from '@/components/shell/app-shell'
import { DemoBanner } from '@/components/shell/demo-banner'
import type { NavItem } from '@/components/shell/side-bar'
import { sideBarCookie } from '@/components/shell/side-bar-cookie'
import type { SpendMeterProps } from '@/components/shell/spend-meter'
import { StandingBanner } from '@/components/shell/standing-banner'
import { bannerCookie } from '@/components/shell/standing-banner-cookie'
import type { AccountSummary } from '@/lib/accounts/queries'
import { mayWrite } from '@/lib/accounts/roles'
import { toBanner, type Banner } from '@/lib/billing/banner'
import { listPayerNames } from '@/lib/billing/queries'
import { env } from '@/lib/env'
import { formatMoment } from '@/lib/format'
import { effectiveLimit } from '@/lib/limits/limit'
import { getLimitSettings } from '@/lib/limits/settings/queries'
import { endOf, formatPeriod, periodOf, startOf } from '@/lib/period'
import { getSpend } from '@/lib/usage/queries'
import { SearchMenu } from './_components/search-menu'
import { signOutAction } from './actions'

const icon = { strokeWidth: 1.75, 'aria-hidden': true } as const

const nav: readonly NavItem[] = [
  { href: '/usage', label: 'API Usage', icon: <ChartNoAxesColumn {...icon} /> },
  { href: '/requests', label: 'Requests', icon: <List {...icon} /> },
  { href: '/keys', label: 'API Keys', icon: <KeyRound {...icon} /> },
  { href: '/models', label: 'Models', icon: <Box {...icon} /> },
  { href: '/billing', label: 'Billing', icon: <CreditCard {...icon} /> },
]

const operatorPlaces = [
  { href: '/operator/accounts', label: 'Operators', icon: <ShieldCheck aria-hidden="true" /> },
]

const needsAttention: Record<AccountSummary['standing'], string | null> = {
  free: null,
  active: null,
  past_due: 'a payment failed',
  suspended: 'the account is suspended',
}

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const ctx = await requireMember()
  const { account, user } = ctx
  const { mode, sandbox } = env()
  const attention = account.heldAt ? 'the account is on hold' : needsAttention[account.standing]
  const cookie = await cookies()
  const [meter, notice] = await Promise.all([meterOf(ctx), bannerOf(ctx)])
  const items = nav.map(item => (item.href === '/billing' && attention ? { ...item, attention } : item))
  return (
    <SearchMenu mayCreateKeys={mayWrite(ctx.role, 'keys')} signOut={signOutAction}>
      <AppShell
        searchable
        account={{ name: account.name, note: noteOf(account) }}
        nav={items}
        meter={meter}
        user={{ name: user.name, email: user.email }}
        signOut={signOutAction}
        places={user.isOperator ? operatorPlaces : []}
        defaultCollapsed={cookie.get(sideBarCookie)?.value === 'folded'}
        banner={mode === 'demo' && sandbox ? <DemoBanner sandboxHref={sandbox.url} /> : undefined}
      >
        {notice && notice.dismissKey !== cookie.get(bannerCookie)?.value ? (
          <StandingBanner {...notice} />
        ) : null}
        {children}
      </AppShell>
    </SearchMenu>
  )
}

function noteOf({ standing, heldAt }: AccountSummary): string {
  if (heldAt) return 'On hold'
  const notes: Record<AccountSummary['standing'], string> = {
    free: 'Free account',
    active: 'Account with billing',
    past_due: 'Payment overdue',
    suspended: 'Suspended',
  }
  return notes[standing]
}

const PAYERS_NAMED = 2

async function bannerOf(ctx: MemberContext): Promise<Banner | null> {
  const mayPay = mayWrite(ctx.role, 'billing')
  const [billing, payers] = await Promise.all([
    readBilling(),
    mayPay ? [] : listPayerNames(ctx, PAYERS_NAMED),
  ])
  return toBanner(billing, { mayPay, payers, supportEmail: env().supportEmail })
}

async function meterOf(ctx: MemberContext): Promise<SpendMeterProps> {
  if (ctx.account.standing === 'free') return { kind: 'free', href: '/billing' }
  const period = periodOf(ctx.now)
  const [settings, spentNanos] = await Promise.all([
    getLimitSettings(ctx),
    getSpend(ctx, startOf(period), endOf(period)),
  ])
  return {
    kind: 'spend',
    href: '/billing/limits',
    month: formatPeriod(period).split(' ')[0] ?? period,
    spentNanos,
    limitNanos: effectiveLimit(settings.ownNanos, settings.ceilingNanos).limitNanos,
    resets: formatMoment(endOf(period)),
  }
}
