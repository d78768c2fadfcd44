import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Db } from '@/db/client'
import type { Logger } from '@/lib/log'
import type { JobStatus } from '@/worker/runner'

export interface ServerOptions {
  readonly db: Db
  readonly log: Logger
  readonly host: string
  readonly port: number
  /** Who may ask for a tick; null: nobody, there is no demo clock. */
  readonly controlToken: string | null
  status(): Record<string, JobStatus>
  tick(): Promise<void>
}

/**
 * `GET /healthz`: 200 while the database answers, with how each job went. `POST /tick` with the control token: everything that
 * is due is done when the answer comes (200), or something failed (500).
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.log.error({ err: error, url: request.url }, 'a request failed')
      if (!response.headersSent) send(response, 500, { error: { message: 'See the log of the worker.' } })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return server
}

async function answer(
  { db, controlToken, status, tick }: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume()
  const path = new URL(request.url ?? '/', 'http://worker').pathname
  if (request.method === 'GET' && path === '/healthz') {
    const alive = await db.$client.query('SELECT 1').then(
      () => true,
      () => false,
    )
    return send(response, alive ? 200 : 503, {
      status: alive ? 'ok' : 'database unreachable',
      jobs: status(),
    })
  }
  if (request.method === 'POST' && path === '/tick' && controlToken !== null) {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${controlToken}`))
      return send(response, 401, { error: { message: 'The control token is missing or wrong.' } })
    await tick()
    return send(response, 200, { status: 'done' })
  }
  send(response, 404, { error: { message: 'There is nothing here.' } })
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
