import { formatDuration } from '@/lib/format'
import type { LoggedRequest } from '@/lib/usage/log/queries'
import { Part } from './part'

/** How long it took: to the first token, and to the end. */
export function TimingPart({ event: { status, latencyMs, ttftMs, outputTokens } }: { event: LoggedRequest }) {
  const generatingMs = ttftMs === null ? null : Math.max(0, latencyMs - ttftMs)
  return (
    <Part title="Timing" aside={<span className="text-2 tnum">{formatDuration(latencyMs)}</span>}>
      {ttftMs === null || generatingMs === null ? (
        <p className="text-12 text-2">
          {status === 'failed' ? 'Until it failed.' : 'Answered in one piece.'}
        </p>
      ) : (
        <>
          <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full">
            <span className="bg-ink-3" style={{ width: `${(ttftMs / Math.max(1, latencyMs)) * 100}%` }} />
            <span className="flex-1 bg-ink" />
          </div>
          <dl className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-12 [&_dd]:tnum [&_dt]:text-2 [&>div]:flex [&>div]:gap-1.5">
            <div>
              <dt>First token</dt>
              <dd>{formatDuration(ttftMs)}</dd>
            </div>
            <div>
              <dt>Generating</dt>
              <dd>{formatDuration(generatingMs)}</dd>
            </div>
            {generatingMs > 0 && outputTokens > 0 ? (
              <div>
                <dt>Speed</dt>
                <dd>{Math.round(outputTokens / (generatingMs / 1_000))} tokens/s</dd>
              </div>
            ) : null}
          </dl>
        </>
      )}
    </Part>
  )
}
