import { accountsHref, type AccountsParams } from '@/app/(operator)/operator/accounts/search-params'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import { formatCountShort } from '@/lib/format'
import { accountViews, type AccountView } from '@/lib/operators/accounts/account-list'

const labels: Readonly<Record<AccountView, string>> = {
  all: 'All',
  active: 'Active',
  past_due: 'Past due',
  suspended: 'Suspended',
  held: 'On hold',
  free: 'Free',
}

/** The accounts by standing, each with how many there are. */
export function ViewLinks({
  params,
  counts,
}: {
  params: AccountsParams
  counts: Readonly<Record<AccountView, number>>
}) {
  return (
    <div className="min-w-0 overflow-x-auto">
      <SegmentedLinks
        label="Standing"
        options={accountViews.map(view => ({
          href: accountsHref({ ...params, view, page: 1 }),
          label: (
            <>
              {labels[view]} <span className="text-3 tnum">{formatCountShort(counts[view])}</span>
            </>
          ),
          active: params.view === view,
        }))}
      />
    </div>
  )
}
