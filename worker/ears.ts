import { openListener, type Listener } from '@/db/listen'
import { INBOX_CHANNEL } from '@/lib/inbox/channel'
import type { Logger } from '@/lib/log'
import { pause } from '@/worker/pause'

const SILENCE_MS = 15_000
const PING_MS = 5_000
const RETRY_MS = 1_000

/**
 * Calls `onNotice` whenever the web process has stored an event, so that its effect shows at once. While the connection is lost the
 * job's own pause has to do; it is opened again, over and over. Resolves when the signal aborts.
 */
export async function hearInbox(
  databaseUrl: string,
  onNotice: () => void,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const lost = new AbortController()
    const onLost = (error: Error) => {
      log.warn({ err: error }, 'the connection that hears of events broke')
      lost.abort()
    }
    const listener = await openListener(databaseUrl, {
      channel: INBOX_CHANNEL,
      silenceMs: SILENCE_MS,
      onNotice,
      onLost,
    }).catch(onLost)
    // Whatever was stored while nobody listened.
    onNotice()
    if (listener) await keep(listener, AbortSignal.any([signal, lost.signal]))
    await pause(RETRY_MS, signal)
  }
}

async function keep(listener: Listener, end: AbortSignal): Promise<void> {
  try {
    while (!end.aborted) {
      await pause(PING_MS, end)
      if (!end.aborted) await listener.ping()
    }
  } catch {
    // Broken: whoever called opens another.
  } finally {
    await listener.close()
  }
}
