import { Calculator } from 'lucide-react'
import type { Metadata } from 'next'
import { requireMember } from '@/app/_server/ctx'
import { AccountKinds } from '@/components/catalog/account-kinds'
import { CostEstimator } from '@/components/catalog/cost-estimator'
import { MeteringRules } from '@/components/catalog/metering-rules'
import { ModelList } from '@/components/catalog/model-list'
import { parseModelParams, type RawModelParams } from '@/components/catalog/model-params'
import { textOffersOf, toOffers } from '@/components/catalog/offer'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Note } from '@/components/ui/alert'
import { listModels } from '@/lib/catalog/queries'

export const metadata: Metadata = { title: 'Models' }

export default async function ModelsPage({ searchParams }: { searchParams: Promise<RawModelParams> }) {
  const { db, now, account } = await requireMember()
  const params = parseModelParams(await searchParams)
  const offers = toOffers(await listModels(db, now))
  const text = textOffersOf(offers)
  const free = account.standing === 'free'
  return (
    <>
      <PageHead
        title="Models"
        description="Every model the API serves, at today's prices."
        actions={
          text ? (
            <ButtonLink href="#estimate" collapse>
              <Calculator aria-hidden="true" />
              <span>Estimate a cost</span>
            </ButtonLink>
          ) : undefined
        }
      />
      {free ? (
        <Note tone="info" className="mb-4">
          These models need an account with billing.{' '}
          <a href="/billing" className="link">
            Go to Billing
          </a>{' '}
          to set it up; your keys then work at once.
        </Note>
      ) : null}
      <ModelList base="/models" params={params} offers={offers} />
      <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4">
        {text ? <CostEstimator offers={text} defaultModel="openai/gpt-5-mini" /> : null}
        <MeteringRules />
        <h2 className="mt-2 text-14 font-medium">What accounts get</h2>
        <AccountKinds current={free ? 'free' : 'billing'} />
      </div>
    </>
  )
}
