import type { Metadata } from 'next'
import { readBilling } from '@/app/_server/billing'
import { requireMember, type MemberContext } from '@/app/_server/ctx'
import { mayWrite } from '@/lib/accounts/roles'
import { getRemovalFacts } from '@/lib/billing/methods/queries'
import { getPayer, type Billing } from '@/lib/billing/queries'
import { listModels } from '@/lib/catalog/queries'
import { getBalance } from '@/lib/invoices/balance/queries'
import { getRunningBill, listInvoices, type InvoiceRow } from '@/lib/invoices/queries'
import { cardFormHref } from '@/app/(dashboard)/billing/(tabs)/card-form'
import { formatPerMillionTokens, formatUsdExact } from '@/lib/money'
import { endOf, periodOf, startOf } from '@/lib/period'
import { InvoiceDetailsCard } from './_components/invoice-details-card'
import { PaymentMethodsCard } from './_components/payment-methods-card'
import { RecentInvoices } from './_components/recent-invoices'
import { RunningDraft } from './_components/running-draft'
import { SetUpCard } from './_components/set-up-card'
import { SetupNotice } from './_components/setup-notice'
import { SummaryCard } from './_components/summary-card'
import { readOutlook } from './outlook'

export const metadata: Metadata = { title: 'Billing' }

const DAY_MS = 86_400_000
const RECENT = 4

export default async function BillingPage({
  searchParams,
}: {
  searchParams: Promise<{ setup?: string | string[]; details?: string | string[] }>
}) {
  const ctx = await requireMember()
  const { setup, details } = await searchParams
  const [billing, invoices] = await Promise.all([readBilling(), listInvoices(ctx, { limit: RECENT })])
  const outcome = details === 'saved' ? 'details_saved' : setup
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <SetupNotice outcome={typeof outcome === 'string' ? outcome : undefined} billing={billing} />
      {billing.standing === 'free' ? (
        <FreeAccount ctx={ctx} billing={billing} invoices={invoices} />
      ) : (
        <BilledAccount ctx={ctx} billing={billing} invoices={invoices} />
      )}
    </div>
  )
}

interface Parts {
  ctx: MemberContext
  billing: Billing
  invoices: readonly InvoiceRow[]
}

async function FreeAccount({ ctx, billing, invoices }: Parts) {
  const models = await listModels(ctx.db, ctx.now)
  const cheapest = (rates: (bigint | null)[]) =>
    rates.filter(rate => rate !== null).reduce((low, rate) => (rate < low ? rate : low), 10n ** 12n)
  const prices = models.flatMap(model => model.prices)
  const recent = <RecentInvoices invoices={invoices} period={periodOf(ctx.now)} />
  return (
    <>
      <SetUpCard
        canEdit={mayWrite(ctx.role, 'billing')}
        formHref={cardFormHref()}
        cheapest={{
          tokens: formatPerMillionTokens(cheapest(prices.map(price => price.inputNanos))),
          image: formatUsdExact(cheapest(prices.map(price => price.imageNanos))),
        }}
      />
      {billing.billingSince === null && billing.cards.length === 0 ? (
        recent
      ) : (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          {recent}
          <WhoPays ctx={ctx} billing={billing} />
        </div>
      )}
    </>
  )
}

async function BilledAccount({ ctx, billing, invoices }: Parts) {
  const period = periodOf(ctx.now)
  const [{ outlook, inForce }, bill, balanceCents] = await Promise.all([
    readOutlook(ctx),
    getRunningBill(ctx),
    getBalance(ctx),
  ])
  const days = Math.round((endOf(period).getTime() - startOf(period).getTime()) / DAY_MS)
  return (
    <>
      <SummaryCard
        billing={billing}
        outlook={outlook}
        limitNanos={inForce.limitNanos}
        balanceCents={balanceCents}
        canEdit={mayWrite(ctx.role, 'billing')}
        formHref={cardFormHref()}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_376px]">
        <RunningDraft bill={bill} note={`${ctx.now.getUTCDate()} of ${days} days`} />
        <div className="grid min-w-0 gap-4">
          <RecentInvoices invoices={invoices} period={period} />
          <WhoPays ctx={ctx} billing={billing} />
        </div>
      </div>
    </>
  )
}

async function WhoPays({ ctx, billing }: Omit<Parts, 'invoices'>) {
  const [{ details, billingEmail }, removal] = await Promise.all([
    getPayer(ctx.db, ctx.accountId),
    getRemovalFacts(ctx.db, ctx.accountId),
  ])
  const canEdit = mayWrite(ctx.role, 'billing')
  return (
    <div className="grid min-w-0 gap-4">
      <PaymentMethodsCard
        cards={billing.cards}
        removal={removal}
        canEdit={canEdit}
        formHref={cardFormHref()}
      />
      <InvoiceDetailsCard details={details} billingEmail={billingEmail} canEdit={canEdit} />
    </div>
  )
}
