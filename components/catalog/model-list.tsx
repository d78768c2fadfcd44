import { SearchX } from 'lucide-react'
import { EmptyState } from '@/components/empty-state'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ImageModels } from './image-models'
import { ModelFilters } from './model-filters'
import { isNarrowed, selectOffers, type ModelParams } from './model-params'
import type { Offer } from './offer'
import { TextModels } from './text-models'

export interface ModelListProps {
  base: string
  params: ModelParams
  offers: readonly Offer[]
}

/** Every model with its price: search, filters, and a table per kind. */
export function ModelList({ base, params, offers }: ModelListProps) {
  const { text, image } = selectOffers(offers, params)
  return (
    <div>
      <ModelFilters base={base} params={params} families={familiesOf(offers)} />
      <p aria-live="polite" className="sr-only">
        {isNarrowed(params) ? `${text.length + image.length} of ${offers.length} models` : ''}
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {text.length > 0 ? <TextModels offers={text} base={base} params={params} /> : null}
        {image.length > 0 ? <ImageModels offers={image} base={base} params={params} /> : null}
        {text.length + image.length === 0 ? (
          <Card>
            <EmptyState
              icon={<SearchX strokeWidth={1.75} aria-hidden="true" />}
              title="No model matches these filters"
              actions={<ButtonLink href={base}>Clear filters</ButtonLink>}
            >
              {said(params)}
            </EmptyState>
          </Card>
        ) : null}
      </div>
    </div>
  )
}

/** The filters in words: "No premium image model of OpenAI is called “flux”." */
function said({ q, kind, tier, families }: ModelParams): string {
  const what = ['No', tier, kind, 'model'].filter(Boolean).join(' ')
  const whose = families.length > 0 ? ` of ${families.join(' or ')}` : ''
  return q ? `${what}${whose} is called “${q}”.` : `There is ${what.replace(/^No/, 'no')}${whose}.`
}

function familiesOf(offers: readonly Offer[]) {
  const counts = new Map<string, number>()
  for (const { family } of offers) counts.set(family, (counts.get(family) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([family, count]) => ({ value: family, label: family, count: String(count) }))
}
