import { SearchX } from 'lucide-react'
import { EmptyState } from '@/components/empty-state'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { groupings } from '@/lib/usage/filter'
import { groupPlural } from '@/app/(dashboard)/usage/metrics'
import {
  isFiltered,
  unfiltered,
  usageHref,
  widerThan,
  type UsageParams,
} from '@/app/(dashboard)/usage/usage-href'
import { choiceOf } from './filter-choices'

/** Nothing in the period, or nothing that the filters let through: says which, and the way out. */
export function NothingMatches({ params }: { params: UsageParams }) {
  const filtered = isFiltered(params)
  const chosen = groupings
    .filter(group => params[choiceOf[group]].length > 0)
    .map(group => groupPlural[group])
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(chosen)
  const refusals = params.metric === 'rejected'
  const wider = widerThan(params)
  return (
    <Card>
      <EmptyState
        as="h2"
        icon={<SearchX aria-hidden="true" />}
        title={refusals ? 'Nothing was refused' : 'Nothing matches'}
        actions={
          filtered ? (
            <ButtonLink href={usageHref(unfiltered(params))}>Clear filters</ButtonLink>
          ) : wider ? (
            <ButtonLink href={usageHref(wider.params)}>Show {wider.days} days</ButtonLink>
          ) : undefined
        }
      >
        {refusals
          ? 'No request of this period was refused: for its key, its limits, its rate or its parameters.'
          : filtered
            ? `No request of this period matches the chosen ${list}. Another period or fewer filters may.`
            : 'No requests were made in this period.'}
      </EmptyState>
    </Card>
  )
}
