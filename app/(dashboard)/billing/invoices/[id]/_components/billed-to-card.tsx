import type { ReactNode } from 'react'
import { Card, CardHeader } from '@/components/ui/card'
import { taxIdName } from '@/lib/billing/details/tax-ids'
import type { BilledTo } from '@/lib/invoices/billed-to'

/** Who the invoice is made out to, as it stood when it was issued. */
export function BilledToCard({ billedTo }: { billedTo: BilledTo }) {
  const { name, email, address, taxIds, fields } = billedTo
  return (
    <Card>
      <CardHeader title="Billed to" />
      <dl className="px-4 text-13">
        {name ? <Row term="Name">{name}</Row> : null}
        {address.length > 0 ? (
          <Row term="Address">
            {address.map((line, i) => (
              <span key={i} className="block">
                {line}
              </span>
            ))}
          </Row>
        ) : null}
        {email ? <Row term="Email">{email}</Row> : null}
        {taxIds.map(({ type, value }) => (
          <Row key={`${type} ${value}`} term={taxIdName(type)}>
            {value}
          </Row>
        ))}
        {fields.map(field => (
          <Row key={field.name} term={field.name}>
            {field.value}
          </Row>
        ))}
      </dl>
    </Card>
  )
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-baseline gap-4 border-b border-line py-2 last:border-b-0">
      <dt className="shrink-0 text-2">{term}</dt>
      <dd className="ml-auto min-w-0 text-right break-words">{children}</dd>
    </div>
  )
}
