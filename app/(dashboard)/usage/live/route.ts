import { requireMember } from '@/app/_server/ctx'
import { watch } from '@/app/_server/live'
import { getSession } from '@/app/_server/session'
import { getMembership } from '@/lib/accounts/queries'
import { getLiveSession } from '@/lib/accounts/sessions/queries'

/** How often the session and the membership are asked for again; between, a comment keeps the connection from looking idle. */
const RECHECK_MS = 30_000
const BREATH_MS = 15_000

/**
 * Server-Sent Events: `usage` whenever requests of the account were settled, at most five times a second, without any figures.
 * `end`: do not come back by yourself (signed out, no longer a member, or too many pages open).
 */
export async function GET(request: Request): Promise<Response> {
  const session = await getSession()
  if (!session) return new Response(null, { status: 401 })
  const { db, accountId, userId } = await requireMember()
  const mayStillWatch = async () =>
    (await getLiveSession(db, session.id, new Date())) !== null &&
    (await getMembership(db, userId, accountId)) !== null
  const stream = openStream(request.signal, { userId, accountId, mayStillWatch })
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Compressing would hold events back.
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

type Viewer = Pick<Parameters<typeof watch>[0], 'userId' | 'accountId'> & {
  mayStillWatch(): Promise<boolean>
}

function openStream(
  gone: AbortSignal,
  { userId, accountId, mayStillWatch }: Viewer,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const over = new AbortController()
  if (gone.aborted) over.abort()
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        if (!over.signal.aborted) controller.enqueue(encoder.encode(text))
      }
      const close = () => {
        if (over.signal.aborted) return
        over.abort()
        controller.close()
      }
      const end = () => {
        send('event: end\ndata: 1\n\n')
        close()
      }
      send(': open\n\n')
      const breath = setInterval(() => send(': still here\n\n'), BREATH_MS)
      // A check that could not be made closes the stream: the page comes back, and is checked anew.
      const recheck = setInterval(() => {
        mayStillWatch().then(may => (may ? undefined : end()), close)
      }, RECHECK_MS)
      const unwatch = watch({
        userId,
        accountId,
        onUsage: () => send('event: usage\ndata: 1\n\n'),
        onEnd: reason => (reason === 'too_many' ? end() : close()),
      })
      const release = () => {
        clearInterval(breath)
        clearInterval(recheck)
        unwatch()
      }
      gone.addEventListener('abort', () => over.abort())
      if (over.signal.aborted) release()
      else over.signal.addEventListener('abort', release)
    },
    cancel: () => over.abort(),
  })
}
