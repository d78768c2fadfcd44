import type { Metadata } from 'next'
import { requireMember, type MemberContext } from '@/app/_server/ctx'
import { mayWrite } from '@/lib/accounts/roles'
import { getBilling, type Billing } from '@/lib/billing/queries'
import { listModels } from '@/lib/catalog/queries'
import { getRunningBill, listInvoices, type InvoiceRow } from '@/lib/invoices/queries'
import { formatPerMillionTokens, formatUsdExact } from '@/lib/money'
import { endOf, periodOf, startOf } from '@/lib/period'
import { RecentInvoices } from './_components/recent-invoices'
import { RunningDraft } from './_components/running-draft'
import { SetUpCard } from './_components/set-up-card'
import { SetupNotice } from './_components/setup-notice'
import { StandingStrip } from './_components/standing-strip'
import { SummaryCard } from './_components/summary-card'
import { readOutlook } from './outlook'

export const metadata: Metadata = { title: 'Billing' }

const DAY_MS = 86_400_000
const RECENT = 4

export default async function BillingPage({
  searchParams,
}: {
  searchParams: Promise<{ setup?: string | string[] }>
}) {
  const ctx = await requireMember()
  const { setup } = await searchParams
  const [billing, invoices] = await Promise.all([getBilling(ctx), listInvoices(ctx, { limit: RECENT })])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <SetupNotice setup={typeof setup === 'string' ? setup : undefined} />
      {billing.standing === 'free' ? (
        <FreeAccount ctx={ctx} invoices={invoices} />
      ) : (
        <BilledAccount ctx={ctx} billing={billing} invoices={invoices} />
      )}
    </div>
  )
}

async function FreeAccount({ ctx, invoices }: { ctx: MemberContext; invoices: readonly InvoiceRow[] }) {
  const models = await listModels(ctx.db, ctx.now)
  const cheapest = (rates: (bigint | null)[]) =>
    rates.filter(rate => rate !== null).reduce((low, rate) => (rate < low ? rate : low), 10n ** 12n)
  const prices = models.flatMap(model => model.prices)
  return (
    <>
      <SetUpCard
        canEdit={mayWrite(ctx.role, 'billing')}
        cheapest={{
          tokens: formatPerMillionTokens(cheapest(prices.map(price => price.inputNanos))),
          image: formatUsdExact(cheapest(prices.map(price => price.imageNanos))),
        }}
      />
      <RecentInvoices invoices={invoices} period={periodOf(ctx.now)} />
    </>
  )
}

async function BilledAccount({
  ctx,
  billing,
  invoices,
}: {
  ctx: MemberContext
  billing: Billing
  invoices: readonly InvoiceRow[]
}) {
  const period = periodOf(ctx.now)
  const [{ outlook, inForce }, bill] = await Promise.all([readOutlook(ctx), getRunningBill(ctx)])
  const days = Math.round((endOf(period).getTime() - startOf(period).getTime()) / DAY_MS)
  return (
    <>
      <StandingStrip billing={billing} />
      <SummaryCard
        billing={billing}
        outlook={outlook}
        limitNanos={inForce.limitNanos}
        canEdit={mayWrite(ctx.role, 'billing')}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_376px]">
        <RunningDraft bill={bill} note={`${ctx.now.getUTCDate()} of ${days} days`} />
        <RecentInvoices invoices={invoices} period={period} />
      </div>
    </>
  )
}
