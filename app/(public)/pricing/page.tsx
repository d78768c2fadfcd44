import type { Metadata } from 'next'
import { getDb } from '@/app/_server/db'
import { getSession } from '@/app/_server/session'
import { getTimes } from '@/app/_server/times'
import { AccountKinds } from '@/components/catalog/account-kinds'
import { CostEstimator } from '@/components/catalog/cost-estimator'
import { MeteringRules } from '@/components/catalog/metering-rules'
import { ModelList } from '@/components/catalog/model-list'
import { parseModelParams, type RawModelParams } from '@/components/catalog/model-params'
import { textOffersOf, toOffers } from '@/components/catalog/offer'
import { DemoBanner } from '@/components/shell/demo-banner'
import { PublicShell } from '@/components/shell/public-shell'
import { ButtonLink } from '@/components/ui/button'
import { listModels } from '@/lib/catalog/queries'
import { env } from '@/lib/env'

export const metadata: Metadata = {
  title: 'Pricing',
  description: 'Every model of the Serika.dev Customer API with its price per million tokens or per image.',
}

export default async function PricingPage({ searchParams }: { searchParams: Promise<RawModelParams> }) {
  const [session, { platformNow }, raw] = await Promise.all([getSession(), getTimes(), searchParams])
  const offers = toOffers(await listModels(getDb(), platformNow))
  const text = textOffersOf(offers)
  const { sandbox } = env()
  return (
    <PublicShell
      signedIn={session !== null}
      dashboardHref="/usage"
      banner={sandbox ? <DemoBanner sandboxHref={sandbox.url} /> : undefined}
    >
      <h1 className="text-28 font-medium">Pay for what you use</h1>
      <p className="mt-2 max-w-[640px] text-16 text-2">
        One OpenAI-compatible API for {offers.length} text and image models. Each at its own price, billed
        monthly, with a limit that you set.
      </p>
      <div className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-4">
        <AccountKinds
          as="h2"
          freeAction={session ? undefined : <ButtonLink href="/signup">Create a free account</ButtonLink>}
          billingAction={
            <ButtonLink href={session ? '/billing' : '/signup'} variant="primary">
              {session ? 'Go to Billing' : 'Get started'}
            </ButtonLink>
          }
        />
        <MeteringRules />
      </div>
      <div className="mt-10 mb-4 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-20 font-medium">Models and prices</h2>
        {text ? <ButtonLink href="#estimate">Estimate a cost</ButtonLink> : null}
      </div>
      <ModelList base="/pricing" params={parseModelParams(raw)} offers={offers} />
      {text ? (
        <div className="mt-4">
          <CostEstimator offers={text} defaultModel="openai/gpt-5-mini" />
        </div>
      ) : null}
    </PublicShell>
  )
}
