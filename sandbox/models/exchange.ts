import type { ServerResponse } from 'node:http'
import type { ApiError } from '@/sandbox/models/errors'

/** One answer on the wire, written to Node's response itself: pacing, dropped connections and hang-ups need it. */
export interface Exchange {
  /** The client went away before the answer was complete. */
  readonly gone: boolean
  /** Waits; at once false when the client goes (or has gone) away. */
  sleep(ms: number): Promise<boolean>
  begin(status: number, headers: Record<string, string | number>): void
  /** Writes and, when the client reads slowly, waits for it. False when it has gone. */
  write(text: string): Promise<boolean>
  end(text?: string): void
  /** Cuts the connection, after what was written and in the middle of what was announced. */
  cut(): void
}

export const exchangeOn = (out: ServerResponse): Exchange => {
  let wake: (() => void) | undefined
  const gone = () => out.destroyed && !out.writableFinished
  out.on('error', () => undefined)
  out.once('close', () => wake?.())
  const wait = (arm: (done: () => void) => () => void): Promise<boolean> =>
    new Promise(resolve => {
      if (gone()) return resolve(false)
      const finish = () => {
        wake = undefined
        disarm()
        resolve(!gone())
      }
      wake = finish
      const disarm = arm(finish)
    })
  return {
    get gone() {
      return gone()
    },
    sleep: ms => {
      if (ms <= 0) return Promise.resolve(!gone())
      return wait(done => {
        const timer = setTimeout(done, ms)
        return () => clearTimeout(timer)
      })
    },
    begin: (status, headers) => void out.writeHead(status, headers),
    write: text => {
      if (gone()) return Promise.resolve(false)
      if (out.write(text)) return Promise.resolve(true)
      return wait(done => {
        out.once('drain', done)
        return () => out.off('drain', done)
      })
    },
    end: text => void out.end(text),
    cut: () => {
      if (out.headersSent) out.socket?.destroySoon()
      else out.destroy()
    },
  }
}

export const sendError = (to: Exchange, { status, body }: ApiError): void => {
  if (to.gone) return
  const text = JSON.stringify(body)
  const retry: Record<string, string> = status === 429 || status === 503 ? { 'retry-after': '1' } : {}
  to.begin(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...retry,
  })
  to.end(text)
}
