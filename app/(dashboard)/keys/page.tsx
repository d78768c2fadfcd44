import { KeyRound, SearchX } from 'lucide-react'
import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { requireMember } from '@/app/_server/ctx'
import { EmptyState } from '@/components/empty-state'
import { PageHead } from '@/components/shell/page-head'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardFooter } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { Pagination } from '@/components/ui/pagination'
import { mayWrite } from '@/lib/accounts/roles'
import { env } from '@/lib/env'
import { formatCount } from '@/lib/format'
import { countKeys, listKeys } from '@/lib/keys/queries'
import { CreateKey } from './_components/create-key'
import { FreeAccountNote } from './_components/free-account-note'
import { KeyDialogs } from './_components/key-dialogs'
import { KeySearch } from './_components/key-search'
import { KeysTable } from './_components/keys-table'
import { apiSamples } from '@/components/api-samples'
import { keysHref, parseKeysParams } from './search-params'

export const metadata: Metadata = { title: 'API Keys' }

const PAGE_SIZE = 50
/** From here on a search is worth its place. */
const SEARCH_FROM = 20

interface KeysPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function KeysPage({ searchParams }: KeysPageProps) {
  const ctx = await requireMember()
  const params = parseKeysParams(await searchParams)
  const { search, page } = params
  const [counts, { keys, matching }] = await Promise.all([
    countKeys(ctx),
    listKeys(ctx, { search, page, pageSize: PAGE_SIZE }),
  ])
  const canWrite = mayWrite(ctx.role, 'keys')
  const free = ctx.account.standing === 'free'
  const { apiBaseUrl } = env()
  const create = canWrite ? <CreateKey /> : undefined

  return (
    <KeyDialogs apiBaseUrl={apiBaseUrl} free={free}>
      <PageHead
        title="API Keys"
        description={describe(counts)}
        {...(create && counts.total > 0 ? { actions: create } : {})}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {free ? <FreeAccountNote /> : null}
        {counts.total > SEARCH_FROM || search !== '' ? <KeySearch search={search} /> : null}
        {counts.total === 0 ? (
          <NoKeys create={create} apiBaseUrl={apiBaseUrl} />
        ) : keys.length === 0 ? (
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
        ) : (
          <Card>
            <KeysTable keys={keys} now={ctx.now} canWrite={canWrite} />
            {matching > PAGE_SIZE ? (
              <CardFooter>
                <Pagination
                  label="API keys, pages"
                  className="w-full"
                  said={`${formatCount((page - 1) * PAGE_SIZE + 1)} – ${formatCount((page - 1) * PAGE_SIZE + keys.length)} of ${formatCount(matching)}`}
                  {...(page > 1 ? { previousHref: keysHref({ ...params, page: page - 1 }) } : {})}
                  {...(page * PAGE_SIZE < matching
                    ? { nextHref: keysHref({ ...params, page: page + 1 }) }
                    : {})}
                />
              </CardFooter>
            ) : null}
          </Card>
        )}
      </div>
    </KeyDialogs>
  )
}

function describe({ total, active }: { total: number; active: number }): string {
  const shown = 'A key is shown once, when you create it.'
  if (total === 0) return shown
  return `${formatCount(total)} ${total === 1 ? 'key' : 'keys'}, ${formatCount(active)} active. ${shown}`
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
        Your keys will stand here with what they may do and when they were last used. Give every app its own,
        so that spend and access stay apart.
      </EmptyState>
      <div className="mx-auto max-w-[680px] px-4 pb-8">
        <CodeBlock title="A first request" samples={apiSamples(apiBaseUrl, '$SERIKA_API_KEY')} />
      </div>
    </Card>
  )
}
