import Link from 'next/link'
import type { ReactNode } from 'react'
import { addressLines, type BillingDetails, type TaxId } from '@/lib/billing/details/details'
import { taxIdName } from '@/lib/billing/details/tax-ids'
import { Card, CardBody, CardHeader } from '@/components/ui/card'

export interface InvoiceDetailsCardProps {
  details: BillingDetails
  /** Where mail about money goes; null: to the owners, admins and billing members. */
  billingEmail: string | null
  canEdit: boolean
}

/** What the coming invoices say of the account. */
export function InvoiceDetailsCard({ details, billingEmail, canEdit }: InvoiceDetailsCardProps) {
  const { company, address, taxIds, poNumber } = details
  const lines = addressLines(address)
  return (
    <Card>
      <CardHeader
        title="Invoice details"
        actions={
          canEdit ? (
            <Link
              href="/billing/details"
              className="rounded-xs hover:text-ink"
              aria-label="Edit invoice details"
            >
              Edit
            </Link>
          ) : undefined
        }
      />
      <CardBody className="py-2">
        <dl>
          <Row name="Billed to">{company ?? <NotGiven />}</Row>
          <Row name="Address">
            {lines.length === 0 ? <NotGiven /> : lines.map(line => <Line key={line}>{line}</Line>)}
          </Row>
          <Row name="Sent to">{billingEmail ?? 'Owners, admins and billing members'}</Row>
          <Row name="Tax ID">
            {taxIds.length === 0 ? (
              <NotGiven />
            ) : (
              taxIds.map(taxId => <TaxIdLine key={taxId.id} {...taxId} />)
            )}
          </Row>
          <Row name="PO number">{poNumber ?? <NotGiven />}</Row>
          <Row name="Currency">USD</Row>
        </dl>
      </CardBody>
    </Card>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-4 border-b border-line py-2 text-13 last:border-b-0">
      <dt className="w-24 shrink-0 text-2">{name}</dt>
      <dd className="min-w-0 flex-1 text-right [overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}

function Line({ children }: { children: ReactNode }) {
  return <span className="block">{children}</span>
}

function NotGiven() {
  return <span className="text-3">Not given</span>
}

const verdicts: Readonly<Record<TaxId['status'], string | null>> = {
  pending: 'being checked with the tax office',
  verified: 'confirmed by the tax office',
  unverified: 'not known to the tax office',
  unavailable: null,
}

function TaxIdLine({ type, value, status }: TaxId) {
  const verdict = verdicts[status]
  return (
    <Line>
      {value}
      <span className={`block text-12 ${status === 'unverified' ? 'text-cau' : 'text-2'}`}>
        {taxIdName(type)}
        {verdict ? `, ${verdict}` : ''}
      </span>
    </Line>
  )
}
