import { ChevronRight, ScrollText } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { requireOperator } from '@/app/_server/operator'
import { StandingBadge } from '@/app/(operator)/operator/_components/standing-badge'
import { FailuresTable } from '@/app/(operator)/operator/settlement/_components/failures-table'
import { hrefOf } from '@/app/(operator)/operator/search-params'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { isId } from '@/lib/ids'
import { listInvoices } from '@/lib/invoices/queries'
import { getLimitSettings, listKeyLimits } from '@/lib/limits/settings/queries'
import {
  findAccount,
  listAccountCredits,
  listAccountDisputes,
  listMembers,
  listStandingHistory,
} from '@/lib/operators/account/queries'
import { confirmationOf } from '@/lib/operators/confirmation'
import { getFigures, getOpenPeriods } from '@/lib/operators/exposure/queries'
import { listSettlementFailures } from '@/lib/operators/losses/queries'
import { AccountStrip } from './_components/account-strip'
import { CreditsCard } from './_components/credits-card'
import { FiguresCard } from './_components/figures-card'
import { HoldButton } from './_components/hold-button'
import { InvoicesCard } from './_components/invoices-card'
import { LimitsCard } from './_components/limits-card'
import { MembersCard } from './_components/members-card'
import { StandingCard } from './_components/standing-card'

export const metadata: Metadata = { title: 'Account' }

const ROWS = 25

/** One account, as an operator needs it: who it is, how it came to stand where it stands, what it used and owes. */
export default async function AccountPage({ params }: { params: Promise<{ id: string }> }) {
  const { db, now } = await requireOperator()
  const { id } = await params
  const account = isId('account', id) ? await findAccount(db, id) : null
  if (!account) notFound()
  const { accountId, name, heldAt } = account
  const ctx = { db, accountId, now }
  const periods = await getOpenPeriods(db, now)
  const [figures, members, history, invoices, settings, keyLimits, credits, disputes, failures] =
    await Promise.all([
      getFigures(db, [accountId], periods),
      listMembers(db, accountId),
      listStandingHistory(db, accountId, ROWS),
      listInvoices(ctx, { limit: ROWS }),
      getLimitSettings(ctx),
      listKeyLimits(ctx),
      listAccountCredits(db, accountId, ROWS),
      listAccountDisputes(db, accountId, ROWS),
      listSettlementFailures(db, { openOnly: false, accountId, limit: ROWS, before: null }),
    ])
  const amounts = figures.get(accountId)
  if (!amounts) throw new Error(`account ${accountId} vanished`)
  const subject = { accountId, name, typed: confirmationOf(account) }
  return (
    <>
      <PageHead
        crumb={
          <>
            <Link href="/operator/accounts" className="rounded-xs hover:text-ink">
              Accounts
            </Link>
            <ChevronRight className="size-3.5 text-3" aria-hidden="true" />
            <span className="min-w-0 truncate font-mono text-12">{accountId}</span>
            <CopyButton text={accountId} label="Copy account ID" icon className="size-6! shrink-0 border-0" />
          </>
        }
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            {name} <StandingBadge standing={account.standing} heldAt={heldAt} />
          </span>
        }
        actions={
          <>
            <ButtonLink href={hrefOf('/operator/audit', { q: accountId })} collapse>
              <ScrollText aria-hidden="true" />
              <span>Audit log</span>
            </ButtonLink>
            <HoldButton subject={subject} held={heldAt !== null} />
          </>
        }
      />
      <AccountStrip account={account} disputes={disputes} now={now} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <FiguresCard figures={amounts} settings={settings} periods={periods} />
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
          <MembersCard members={members} now={now} />
          <LimitsCard
            subject={subject}
            settings={settings}
            keyLimits={keyLimits.size}
            spentNanos={amounts.spentNanos}
          />
        </div>
        <InvoicesCard
          subject={subject}
          invoices={invoices}
          credits={credits.map(({ credit }) => credit)}
          customerId={account.stripeCustomerId}
        />
        <CreditsCard subject={subject} credits={credits} disputes={disputes} now={now} />
        <StandingCard history={history} now={now} />
        <Card>
          <CardHeader title="Settlement failures" note="Usage that could not be stored" />
          <FailuresTable failures={failures} now={now} />
        </Card>
      </div>
    </>
  )
}
