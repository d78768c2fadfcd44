import { z } from 'zod'
import { hrefOf, searchText, single, type RawParams } from '@/app/(operator)/operator/search-params'
import { accountOrders, accountViews, type AccountListing } from '@/lib/operators/accounts/account-list'

/** The list's state: what is searched for, which accounts, in which order, and which page of it is in sight. */
export type AccountsParams = Omit<AccountListing, 'pageSize'>

const schema = z.object({
  q: searchText,
  view: single.transform(text => accountViews.find(view => view === text) ?? 'all'),
  sort: single.transform(text => ({
    order: accountOrders.find(order => order === text?.replace(/^-/, '')) ?? 'exposure',
    reversed: text?.startsWith('-') ?? false,
  })),
  page: single.transform(text => {
    const page = Number(text ?? 1)
    return Number.isSafeInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1
  }),
})

export function parseAccountsParams(raw: RawParams): AccountsParams {
  const { q, view, sort, page } = schema.parse(raw)
  return { search: q, view, ...sort, page }
}

/** The address of a state, without what is as it is by itself: all accounts, most exposed first. */
export function accountsHref({ search, view, order, reversed, page }: AccountsParams): string {
  return hrefOf('/operator/accounts', {
    ...keptBySearch({ search, view, order, reversed, page }),
    q: search,
    page: page > 1 ? String(page) : '',
  })
}

/** What stays when something else is searched for. */
export function keptBySearch({ view, order, reversed }: AccountsParams): Record<string, string> {
  return {
    view: view === 'all' ? '' : view,
    sort: order === 'exposure' && !reversed ? '' : `${reversed ? '-' : ''}${order}`,
  }
}
