import { ChartNoAxesColumn, ChevronRight } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { requireMember } from '@/app/_server/ctx'
import { KeyDialogs } from '@/app/(dashboard)/keys/_components/key-dialogs'
import { KeyMenu } from '@/app/(dashboard)/keys/_components/key-menu'
import { keyState } from '@/app/(dashboard)/keys/_components/key-state'
import { readKeysMonth } from '@/app/(dashboard)/keys/month'
import { rightsOf } from '@/app/(dashboard)/keys/rights'
import { usageOfKey } from '@/app/(dashboard)/keys/[id]/usage'
import { PageHead } from '@/components/shell/page-head'
import { Note } from '@/components/ui/alert'
import { StatusDot } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { env } from '@/lib/env'
import { formatDateTime } from '@/lib/format'
import { isId } from '@/lib/ids'
import { getKey } from '@/lib/keys/queries'
import { FactsCard } from './_components/facts-card'
import { LimitCard } from './_components/limit-card'
import { RefusalsCard } from './_components/refusals-card'
import { SampleCard } from './_components/sample-card'
import { ShareCard } from './_components/share-card'
import { SpendCard } from './_components/spend-card'

export const metadata: Metadata = { title: 'API key' }

/** One key: what it spent, on what, how far it is from its limit, and why requests with it were refused. */
export default async function KeyPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireMember()
  const { id } = await params
  const found = isId('key', id) ? await getKey(ctx, id) : null
  if (!found) notFound()
  const [month, usage] = await Promise.all([readKeysMonth(ctx), usageOfKey(ctx, found.id)])
  const { account } = month
  const key = {
    ...found,
    spentNanos: month.spent.get(found.id) ?? 0n,
    limitNanos: month.limits.get(found.id) ?? null,
  }
  const deleted = key.deletedAt !== null
  const free = ctx.account.standing === 'free'
  const { apiBaseUrl } = env()
  const { tone, word } = deleted ? { tone: 'neutral' as const, word: 'Deleted' } : keyState(key)
  const may = deleted ? { write: false, limit: false } : rightsOf(ctx.role)

  return (
    <KeyDialogs apiBaseUrl={apiBaseUrl} free={free} account={account}>
      <PageHead
        crumb={
          <>
            <Link href="/keys" className="rounded-xs hover:text-ink">
              API Keys
            </Link>
            <ChevronRight className="size-3.5 text-3" aria-hidden="true" />
            <span className="font-mono text-12">{key.masked}</span>
          </>
        }
        title={key.name}
        description={<StatusDot tone={tone}>{word}</StatusDot>}
        actions={
          <>
            <ButtonLink href={usage.href} collapse>
              <ChartNoAxesColumn aria-hidden="true" />
              <span>API Usage</span>
            </ButtonLink>
            <KeyMenu apiKey={key} may={may} size="md" />
          </>
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {key.deletedAt ? (
          <Note>
            This key was deleted on {formatDateTime(key.deletedAt)}. Requests with it get 401; what it used
            stays here, on your charts and invoices.
          </Note>
        ) : null}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_320px]">
          <SpendCard apiKey={key} month={account.month} usage={usage} />
          <LimitCard apiKey={key} account={account} mayLimit={may.limit && key.status !== 'expired'} />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 md:grid-cols-2">
          <ShareCard title="By model" month={account.month} shares={usage.models} total={usage.total} />
          <ShareCard title="By endpoint" month={account.month} shares={usage.endpoints} total={usage.total} />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 md:grid-cols-2">
          <RefusalsCard month={account.month} rejections={usage.rejections} />
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <FactsCard apiKey={key} account={account} now={ctx.now} />
            {deleted ? null : <SampleCard apiKey={key} apiBaseUrl={apiBaseUrl} free={free} />}
          </div>
        </div>
      </div>
    </KeyDialogs>
  )
}
