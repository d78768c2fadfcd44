import type { ReactNode } from 'react'
import { PageHead } from '@/components/shell/page-head'
import { TabLinks } from '@/components/ui/tabs'

export default function BillingLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHead title="Billing" description="What you owe, how you pay, and what you paid." />
      <TabLinks
        label="Billing"
        tabs={[
          { href: '/billing', label: 'Overview', exact: true },
          { href: '/billing/invoices', label: 'Invoices' },
          { href: '/billing/limits', label: 'Usage Limits' },
        ]}
      />
      {children}
    </>
  )
}
