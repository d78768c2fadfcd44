import { RelativeTime } from '@/components/relative-time'
import { StatusDot } from '@/components/ui/badge'
import { CopyButton } from '@/components/ui/copy-button'
import type { LoggedRequest } from '@/lib/usage/log/queries'
import { chargeInWords, failureInWords } from '@/lib/usage/log/reason'
import { Part } from './part'
import { statusWords } from './status-words'

/** How it ended, and the id to find it by. */
export function HeadPart({ event, now }: { event: LoggedRequest; now: Date }) {
  const { label, tone } = statusWords(event)
  const failure = failureInWords(event.status, event.errorCode)
  return (
    <Part>
      <div className="flex items-center gap-2">
        <StatusDot tone={tone}>{event.status === 'succeeded' ? `${label} Succeeded` : label}</StatusDot>
        <RelativeTime at={event.admittedAt} now={now} className="ml-auto text-12 text-2" />
      </div>
      <div className="mt-1 flex items-center gap-1">
        <code className="min-w-0 text-12 break-all">{event.id}</code>
        <CopyButton icon text={event.id} label="Copy the request id" />
      </div>
      {failure ? (
        <p className="mt-2 text-2">
          {failure} {chargeInWords(event.status, event.costNanos)}
          {event.errorCode ? (
            <>
              {' '}
              <code className="text-12 text-3">{event.errorCode}</code>
            </>
          ) : null}
        </p>
      ) : null}
    </Part>
  )
}
