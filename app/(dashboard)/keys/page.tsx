import { KeyRound, SearchX } from 'lucide-react'
import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { requireMember } from '@/app/_server/ctx'
import { apiSamples } from '@/components/api-samples'
import { EmptyState } from '@/components/empty-state'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { env } from '@/lib/env'
import { formatCount } from '@/lib/format'
import { toKeyRows } from '@/lib/keys/key-list'
import { countKeys, listKeys } from '@/lib/keys/queries'
import { CreateKey } from './_components/create-key'
import { FreeAccountNote } from './_components/free-account-note'
import { KeyDialogs } from './_components/key-dialogs'
import { KeySearch } from './_components/key-search'
import { KeyTabs } from './_components/key-tabs'
import { KeysFooter } from './_components/keys-footer'
import { KeysTable } from './_components/keys-table'
import { readKeysMonth } from './month'
import { rightsOf } from './rights'
import { keysHref, parseKeysParams, type RawParams } from './search-params'

export const metadata: Metadata = { title: 'API Keys' }

const PAGE_SIZE = 50
/** From here on a search is worth its place. */
const SEARCH_FROM = 20

export default async function KeysPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireMember()
  const params = parseKeysParams(await searchParams)
  const { search } = params
  const [counts, matching, month] = await Promise.all([
    countKeys(ctx),
    listKeys(ctx, search),
    readKeysMonth(ctx),
  ])
  const rows = toKeyRows(matching, month.spent, month.limits, { ...params, pageSize: PAGE_SIZE })
  const may = rightsOf(ctx.role)
  const free = ctx.account.standing === 'free'
  const { apiBaseUrl } = env()
  const create = may.write ? <CreateKey /> : undefined

  return (
    <KeyDialogs
      apiBaseUrl={apiBaseUrl}
      free={free}
      account={month.account}
      creating={params.create && may.write ? keysHref(params) : null}
    >
      <PageHead
        title="API Keys"
        description={describe(counts, may.write)}
        {...(create && counts.total > 0 ? { actions: create } : {})}
      />
      <KeyTabs />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {free ? <FreeAccountNote /> : null}
        {counts.total > SEARCH_FROM || search !== '' ? <KeySearch params={params} /> : null}
        {counts.total === 0 ? (
          <NoKeys create={create} apiBaseUrl={apiBaseUrl} />
        ) : rows.length === 0 ? (
          <NoMatch search={search} />
        ) : (
          <Card>
            <KeysTable keys={rows} params={params} account={month.account} now={ctx.now} may={may} />
            <KeysFooter
              params={params}
              pageSize={PAGE_SIZE}
              shown={rows.length}
              matching={matching.length}
              month={month}
              free={free}
              listed={search === '' ? matching.map(({ id }) => id) : null}
            />
          </Card>
        )}
      </div>
    </KeyDialogs>
  )
}

function describe({ total, active }: { total: number; active: number }, mayWrite: boolean): string {
  const who = mayWrite
    ? 'A key is shown once, when you create it.'
    : 'Owners, admins and developers may create and change them.'
  if (total === 0) return who
  return `${formatCount(total)} ${total === 1 ? 'key' : 'keys'}, ${formatCount(active)} active. ${who}`
}

function NoMatch({ search }: { search: string }) {
  return (
    <Card>
      <EmptyState
        as="h2"
        icon={<SearchX aria-hidden="true" />}
        title={search === '' ? 'No keys on this page' : `No key matches “${search}”`}
        actions={<ButtonLink href="/keys">Show all keys</ButtonLink>}
      >
        {search === '' ? null : 'The search looks into names and into what is shown of a key.'}
      </EmptyState>
    </Card>
  )
}

function NoKeys({ create, apiBaseUrl }: { create: ReactNode; apiBaseUrl: string }) {
  return (
    <Card>
      <EmptyState
        as="h2"
        icon={<KeyRound aria-hidden="true" />}
        title="No keys yet"
        className="pb-8"
        {...(create ? { actions: create } : {})}
      >
        Your keys will stand here with what they may do, what they spend and when they were last used. Give
        every app its own, so that spend and access stay apart.
      </EmptyState>
      <div className="mx-auto max-w-[680px] px-4 pb-8">
        <CodeBlock title="A first request" samples={apiSamples(apiBaseUrl, '$SERIKA_API_KEY')} />
      </div>
    </Card>
  )
}
