import { openListener, type Listener } from '@/db/listen'
import { getLog } from '@/app/_server/log'
import { env } from '@/lib/env'
import { LIVE_CHANNEL, parseLiveNotice } from '@/lib/live/channel'
import { Watchers, type Watcher } from '@/lib/live/watchers'

const SILENCE_MS = 15_000
const PING_MS = 5_000
const RETRY_MS = 1_000

/** The process's one ear for settled requests, and all who watch. */
interface Live {
  readonly watchers: Watchers
  /** Null until somebody watches. */
  hearing: Promise<void> | null
  readonly stopping: AbortController
}

// A module is loaded anew per route bundle; the process keeps its one ear.
const global = globalThis as typeof globalThis & { serikaLive?: Live }

function live(): Live {
  return (global.serikaLive ??= {
    // Five times a second, and as many pages at once as a person looks at.
    watchers: new Watchers({ intervalMs: 200, mostPerUser: 6 }),
    hearing: null,
    stopping: new AbortController(),
  })
}

/** Tells the watcher of every settled request of its account until the answer is called. The first watcher opens the connection. */
export function watch(watcher: Watcher): () => void {
  const { watchers, stopping } = live()
  if (stopping.signal.aborted) {
    watcher.onEnd('stopping')
    return () => undefined
  }
  live().hearing ??= hear(watchers, stopping.signal)
  return watchers.add(watcher)
}

/** Ends every stream, so that the server can stop. */
export async function stopLive(): Promise<void> {
  const { watchers, hearing, stopping } = live()
  stopping.abort()
  watchers.endAll()
  await hearing
}

/** Listens until the process stops; a connection that breaks is opened again, and what it may have missed counts as something. */
async function hear(watchers: Watchers, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const lost = new AbortController()
    const onLost = (error: Error) => {
      getLog().warn({ err: error }, 'the connection that hears of settled requests broke')
      lost.abort()
    }
    const listener = await openListener(env().databaseUrl, {
      channel: LIVE_CHANNEL,
      silenceMs: SILENCE_MS,
      onNotice: payload => {
        for (const accountId of parseLiveNotice(payload)) watchers.tell(accountId)
      },
      onLost,
    }).catch(onLost)
    watchers.tellAll()
    if (listener) await keep(listener, AbortSignal.any([stopping, lost.signal]))
    if (!stopping.aborted) await pause(RETRY_MS, stopping)
  }
}

async function keep(listener: Listener, end: AbortSignal): Promise<void> {
  try {
    while (!end.aborted) {
      await pause(PING_MS, end)
      if (!end.aborted) await listener.ping()
    }
  } catch (error) {
    getLog().warn({ err: error }, 'the connection that hears of settled requests is silent')
  } finally {
    await listener.close()
  }
}

function pause(ms: number, end: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (end.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      end.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    end.addEventListener('abort', done)
  })
}
