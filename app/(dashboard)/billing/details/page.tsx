import { ChevronRight } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { requireMember } from '@/app/_server/ctx'
import { mayWrite } from '@/lib/accounts/roles'
import { listCountries } from '@/lib/billing/details/countries'
import { getPayer } from '@/lib/billing/queries'
import { Note } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { PageHead } from '@/components/shell/page-head'
import { DetailsForm } from './_components/details-form'

export const metadata: Metadata = { title: 'Invoice details' }

export default async function InvoiceDetailsPage() {
  const ctx = await requireMember()
  const { details, billingEmail, ownerEmail } = await getPayer(ctx.db, ctx.accountId)
  const canEdit = mayWrite(ctx.role, 'billing')
  const [taxId, ...others] = details.taxIds
  return (
    <>
      <PageHead
        crumb={
          <>
            <Link href="/billing" className="rounded-xs hover:text-ink">
              Billing
            </Link>
            <ChevronRight className="size-3.5 text-3" aria-hidden="true" />
            <span>Invoice details</span>
          </>
        }
        title="Invoice details"
        description="What your coming invoices say. Issued ones stay as they are."
      />
      <Card className="max-w-[640px] p-5">
        {canEdit ? (
          <DetailsForm
            countries={listCountries()}
            ownerEmail={ownerEmail}
            otherTaxIds={others.map(({ value }) => value)}
            saved={{
              company: details.company ?? '',
              email: billingEmail ?? '',
              line1: details.address.line1 ?? '',
              line2: details.address.line2 ?? '',
              city: details.address.city ?? '',
              state: details.address.state ?? '',
              postalCode: details.address.postalCode ?? '',
              country: details.address.country ?? '',
              taxIdType: taxId?.type ?? '',
              taxId: taxId?.value ?? '',
              poNumber: details.poNumber ?? '',
            }}
          />
        ) : (
          <Note>Owners, admins and billing members can change what invoices say. Ask one of them.</Note>
        )}
      </Card>
    </>
  )
}
