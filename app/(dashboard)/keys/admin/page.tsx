import { KeyRound } from 'lucide-react'
import type { Metadata } from 'next'
import { requireMember } from '@/app/_server/ctx'
import { KeyTabs } from '@/app/(dashboard)/keys/_components/key-tabs'
import { EmptyState } from '@/components/empty-state'
import { PageHead } from '@/components/shell/page-head'
import { Card, CardBody } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { mayWrite } from '@/lib/accounts/roles'
import { listAdminKeys } from '@/lib/admin-keys/queries'
import { env } from '@/lib/env'
import { periodOf, startOf } from '@/lib/period'
import { CreateAdminKey } from './_components/admin-key-acts'
import { AdminKeyDialogs } from './_components/admin-key-dialogs'
import { AdminKeysTable } from './_components/admin-keys-table'
import { adminSamples } from './_components/admin-samples'

export const metadata: Metadata = { title: 'Admin keys' }

/** Keys with which programs read the account's usage and costs. */
export default async function AdminKeysPage() {
  const ctx = await requireMember()
  const keys = await listAdminKeys(ctx)
  const may = mayWrite(ctx.role, 'account')
  const { apiBaseUrl } = env()
  const since = startOf(periodOf(ctx.now))
  const create = may ? <CreateAdminKey /> : undefined
  const sample = (
    <CodeBlock title="This month’s costs" samples={adminSamples(apiBaseUrl, '$SERIKA_ADMIN_KEY', since)} />
  )
  return (
    <AdminKeyDialogs apiBaseUrl={apiBaseUrl} since={since}>
      <PageHead
        title="API Keys"
        description={`Admin keys read usage and costs, and open nothing else. ${may ? 'A key is shown once, when you create it.' : 'Owners and admins may create and revoke them.'}`}
        {...(create && keys.length > 0 ? { actions: create } : {})}
      />
      <KeyTabs />
      {keys.length === 0 ? (
        <Card>
          <EmptyState
            as="h2"
            icon={<KeyRound aria-hidden="true" />}
            title="No admin keys yet"
            className="pb-8"
            {...(create ? { actions: create } : {})}
          >
            With one, a program reads the figures of API Usage by OpenAI’s usage and costs API: tools made for
            it work by changing the base URL.
          </EmptyState>
          <div className="mx-auto max-w-[680px] px-4 pb-8">{sample}</div>
        </Card>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Card>
            <AdminKeysTable keys={keys} now={ctx.now} mayWrite={may} />
          </Card>
          <Card>
            <CardBody>{sample}</CardBody>
          </Card>
        </div>
      )}
    </AdminKeyDialogs>
  )
}
