import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleX,
  CreditCard,
  FileText,
  Landmark,
  Lock,
  Redo2,
  Undo2,
  type LucideIcon,
} from 'lucide-react'
import { Card, CardHeader } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { formatDate, formatDateTime } from '@/lib/format'
import type { EntryKind, TimelineEntry } from '@/lib/invoices/detail/timeline'

const looks: Record<EntryKind, { Icon: LucideIcon; tone: string }> = {
  closed: { Icon: Lock, tone: 'text-2' },
  issued: { Icon: FileText, tone: 'text-2' },
  attempt_failed: { Icon: CircleX, tone: 'text-dan' },
  attempt_pending: { Icon: CreditCard, tone: 'text-2' },
  paid: { Icon: CircleCheck, tone: 'text-pos' },
  carried: { Icon: Redo2, tone: 'text-inf' },
  credited: { Icon: Undo2, tone: 'text-inf' },
  refunded: { Icon: Undo2, tone: 'text-inf' },
  refund_failed: { Icon: CircleAlert, tone: 'text-cau' },
  disputed: { Icon: Landmark, tone: 'text-cau' },
  voided: { Icon: Ban, tone: 'text-2' },
  uncollectible: { Icon: CircleX, tone: 'text-dan' },
}

/** What happened to the invoice, the latest first. Days stand once, over their entries. */
export function TimelineCard({ entries }: { entries: readonly TimelineEntry[] }) {
  const days = Map.groupBy(entries, ({ at }) => formatDate(at))
  return (
    <Card>
      <CardHeader title="What happened" />
      <div className="grid gap-3 p-4">
        {[...days].map(([day, ofDay]) => (
          <section key={day}>
            <h3 className="mb-2 text-12 text-3">{day}, UTC</h3>
            <ol>
              {ofDay.map((entry, i) => (
                <Entry key={`${entry.kind} ${i}`} entry={entry} last={i === ofDay.length - 1} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </Card>
  )
}

function Entry({ entry: { kind, at, title, note }, last }: { entry: TimelineEntry; last: boolean }) {
  const { Icon, tone } = looks[kind]
  return (
    <li className="relative flex gap-2.5 pb-3 last:pb-0">
      {last ? null : (
        <span aria-hidden="true" className="absolute top-5 bottom-0 left-[7.5px] w-px bg-line" />
      )}
      <Icon aria-hidden="true" strokeWidth={1.75} className={cn('mt-0.5 size-4 shrink-0', tone)} />
      <div className="min-w-0 flex-1 text-13">
        <p className="flex gap-3">
          <span className="min-w-0 font-medium">{title}</span>
          <time
            dateTime={at.toISOString()}
            data-tip={formatDateTime(at)}
            className="ml-auto shrink-0 text-2 tnum"
          >
            {at.toISOString().slice(11, 16)}
          </time>
        </p>
        {note ? <p className="break-words text-2">{note}</p> : null}
      </div>
    </li>
  )
}
