import { RelativeTime } from '@/components/relative-time'
import { Table, Td, Th, Tr } from '@/components/table'
import { Badge, type Tone } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { isHolding } from '@/lib/billing/standing'
import { formatCents } from '@/lib/money'
import type { listAccountCredits, listAccountDisputes } from '@/lib/operators/account/queries'
import { formatPeriod, toPeriod } from '@/lib/period'
import { ClearDispute } from './clear-dispute'
import type { Subject } from './subject'

type Credit = Awaited<ReturnType<typeof listAccountCredits>>[number]
type Dispute = Awaited<ReturnType<typeof listAccountDisputes>>[number]

export interface CreditsCardProps {
  subject: Subject
  credits: readonly Credit[]
  disputes: readonly Dispute[]
  now: Date
}

/** Money that went back, or that a bank wants back. */
export function CreditsCard({ subject, credits, disputes, now }: CreditsCardProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader title="Credits" />
        {credits.length === 0 ? (
          <CardBody className="text-13 text-2">Nothing was given back.</CardBody>
        ) : (
          <Table caption="Credits" density="tall">
            <thead>
              <tr>
                <Th>Invoice</Th>
                <Th numeric>Amount</Th>
                <Th>Status</Th>
                <Th numeric>When</Th>
              </tr>
            </thead>
            <tbody>
              {credits.map(credit => (
                <CreditRow key={credit.credit.id} {...credit} now={now} />
              ))}
            </tbody>
          </Table>
        )}
      </Card>
      <Card>
        <CardHeader title="Disputes" />
        {disputes.length === 0 ? (
          <CardBody className="text-13 text-2">No bank took up a payment.</CardBody>
        ) : (
          <Table caption="Disputes" density="tall">
            <thead>
              <tr>
                <Th>Dispute</Th>
                <Th numeric>Amount</Th>
                <Th>Status</Th>
                <Th numeric>Since</Th>
              </tr>
            </thead>
            <tbody>
              {disputes.map(dispute => (
                <DisputeRow key={dispute.dispute.id} subject={subject} {...dispute} now={now} />
              ))}
            </tbody>
          </Table>
        )}
      </Card>
    </div>
  )
}

const creditTones: Readonly<Record<Credit['credit']['status'], { label: string; tone: Tone }>> = {
  preparing: { label: 'On its way', tone: 'info' },
  issued: { label: 'Issued', tone: 'positive' },
  void: { label: 'Void', tone: 'neutral' },
  refused: { label: 'Refused', tone: 'danger' },
}
const places: Readonly<Record<Credit['credit']['to'], string>> = {
  due: 'off what is due',
  balance: 'off the next invoice',
  refund: 'back to the card',
}

function CreditRow({ credit, period, actor, now }: Credit & { now: Date }) {
  const { label, tone } = creditTones[credit.status]
  return (
    <Tr>
      <Td className="max-w-[200px]">
        <span className="block truncate font-medium">{formatPeriod(toPeriod(period))}</span>
        <span className="block truncate text-12 text-2" title={credit.memo}>
          {credit.memo}
        </span>
      </Td>
      <Td numeric>
        {formatCents(credit.amountCents)}
        <span className="block text-12 text-3">{places[credit.to]}</span>
      </Td>
      <Td>
        <Badge tone={tone}>{label}</Badge>
      </Td>
      <Td numeric className="text-2">
        <RelativeTime at={credit.createdAt} now={now} />
        <span className="block text-12 text-3">{actor === null ? '' : `by ${actor}`}</span>
      </Td>
    </Tr>
  )
}

const disputeTones: Readonly<Record<Dispute['dispute']['status'], { label: string; tone: Tone }>> = {
  inquiry: { label: 'Asked about', tone: 'info' },
  open: { label: 'Open', tone: 'caution' },
  won: { label: 'Won', tone: 'positive' },
  lost: { label: 'Lost', tone: 'danger' },
}

function DisputeRow({ subject, dispute, actor, now }: Dispute & { subject: Subject; now: Date }) {
  const { label, tone } = disputeTones[dispute.status]
  return (
    <Tr>
      <Td className="max-w-[180px]">
        <span className="block truncate font-mono text-12">{dispute.id}</span>
        <span className="block truncate text-12 text-2">{dispute.reason.replaceAll('_', ' ')}</span>
      </Td>
      <Td numeric>{formatCents(dispute.amountCents)}</Td>
      <Td>
        <span className="flex items-center gap-2">
          <Badge tone={tone}>{label}</Badge>
          {dispute.clearedAt ? (
            <span className="text-12 text-2">cleared{actor === null ? '' : ` by ${actor}`}</span>
          ) : null}
          {isHolding(dispute) ? <ClearDispute subject={subject} disputeId={dispute.id} /> : null}
        </span>
      </Td>
      <Td numeric className="text-2">
        <RelativeTime at={dispute.createdAt} now={now} />
      </Td>
    </Tr>
  )
}
