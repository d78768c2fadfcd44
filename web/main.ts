import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import next from 'next'
import { getDb } from '@/app/_server/db'
import { stopLive } from '@/app/_server/live'
import { env } from '@/lib/env'
import { createLog } from '@/lib/log'
import { prepareRequest } from './prepare-request'
import { answerWebhook, isWebhook } from './stripe-webhook'

/**
 * A small server of ours in front of Next. Next's own passes on whatever address, host and protocol a client claims; this one sets them
 * from the socket and the configuration, and puts limits on how long and how large a request may be.
 */
const settings = env()
const dev = process.argv.includes('--dev')
const log = createLog('web', settings.logLevel)
const drainMs = 10_000

// Not read but set: next-auth builds its links from this variable.
// eslint-disable-next-line no-restricted-properties
process.env.NEXTAUTH_URL = settings.appUrl

const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 })
server.maxHeadersCount = 100
const app = next({
  dev,
  dir: process.cwd(),
  hostname: settings.bindAddress,
  port: settings.webPort,
  httpServer: server,
})
await app.prepare()
const toNext = app.getRequestHandler()
const upgradeToNext = app.getUpgradeHandler()
const prepare = prepareRequest(settings)
const webhook = { db: getDb(), secrets: settings.stripe.webhookSecrets, log }

server.on('request', (request, response) => void answer(request, response))
if (dev) {
  server.on('upgrade', (request, socket, head) => {
    upgradeToNext(request, socket, head).catch(() => socket.destroy())
  })
}
server.listen(settings.webPort, settings.bindAddress, () =>
  log.info({ port: settings.webPort }, 'web is listening'),
)
server.on('error', error => {
  log.fatal({ err: error }, 'web cannot listen')
  process.exit(1)
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/healthz') return void response.writeHead(200, json).end('{"status":"ok"}')
  const decision = prepare(request)
  if (decision.kind === 'refuse')
    return void response.writeHead(decision.status, { connection: 'close' }).end()
  if (decision.kind === 'redirect') return void response.writeHead(307, { location: decision.location }).end()
  try {
    if (isWebhook(request)) await answerWebhook(request, response, webhook)
    else await toNext(request, response)
  } catch (error) {
    log.error({ err: error }, 'a request failed')
    if (!response.headersSent) response.writeHead(500)
    response.end()
  }
}

const json = { 'content-type': 'application/json', 'cache-control': 'no-store' }

/** No new requests; open ones have ten seconds, and streams that would never end are ended. */
function stop(): void {
  const force = setTimeout(() => server.closeAllConnections(), drainMs)
  server.close(() => {
    clearTimeout(force)
    const exit = () => process.exit(0)
    app.close().then(exit, exit)
  })
  server.closeIdleConnections()
  stopLive().catch((error: unknown) => log.warn({ err: error }, 'live streams did not end in order'))
}
