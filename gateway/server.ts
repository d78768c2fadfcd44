import { createServer, type Server } from 'node:http'
import type { AddressInfo, ListenOptions } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDb } from '@/db/client'
import { createAdminApp, createApp } from '@/gateway/app'
import { serveApp } from '@/gateway/client-error'
import { assemble, type Gateway } from '@/gateway/gateway'
import { reportLost, storeLastEvents } from '@/gateway/last-events'
import { bodyWithinMs, type GatewaySettings } from '@/gateway/settings'
import { UpstreamTimeout } from '@/gateway/upstream/failure'
import { fenceGateway } from '@/lib/gateways/commands'
import { newId } from '@/lib/ids'
import { forgetOldRates } from '@/lib/limits/exchange/commands'
import type { Logger } from '@/lib/log'

export interface RunningGateway {
  readonly gateway: Gateway
  /** The port it listens on. */
  readonly port: number
  /** Where it answers health checks and gives its metrics; null where it was told no port for that. */
  readonly adminPort: number | null
  /** Resolves when the ledger has fenced it and its last events are taken care of: the process has to end. */
  readonly fenced: Promise<void>
  /** In order: no new requests, open ones finish, their events are committed, leases go back. */
  stop(): Promise<void>
}

const poolSize = 12
const loopback = '127.0.0.1'
const abortWithinMs = 1_000
const flushAtStopMs = 2_000

/** Starts a gateway: registered, caches loaded, listening. */
export async function startGateway(settings: GatewaySettings, log: Logger): Promise<RunningGateway> {
  const { db, close } = openDb(settings.databaseUrl, {
    max: poolSize,
    name: 'serika-gateway',
    silenceMs: settings.fenceAfterMs / 2,
    pipeline: true,
  })
  let fence: () => void = () => undefined
  const whenFenced = new Promise<void>(resolve => {
    fence = resolve
  })
  const gateway = assemble(settings, db, log, { onFenced: () => fence() })
  const { control, catalog, leases, clock } = gateway
  await control.start(async barredThrough => {
    await catalog.reload()
    await forgetOldRates(db)
    if (barredThrough) leases.budget.bar(barredThrough)
  })
  const newRequestId = () => newId('request', clock.now())
  const server = createServer(serverOptions)
  serveApp(server, createApp(gateway).fetch, newRequestId)
  const { bindAddress: host, sharesPort } = settings
  const port = await listen(server, { port: settings.port, host, reusePort: sharesPort })
  const admin = createServer(serverOptions)
  serveApp(admin, createAdminApp(gateway).fetch, newRequestId)
  const adminPort =
    settings.adminPort === null ? null : await listen(admin, { port: settings.adminPort, host: loopback })
  gateway.log.info({ port, skewMs: Math.round(clock.skewMs) }, 'the gateway serves')
  const disconnect = async () => {
    await control.stop()
    await gateway.rateExchange.close()
    await gateway.announcer.close()
    await Promise.all([gateway.upstreams.close(), gateway.tokens.close(), closeServer(server)])
    if (admin.listening) await closeServer(admin)
    await close()
  }
  let ending: Promise<void> | null = null
  const end = (how: (gateway: Gateway) => Promise<void>) => (ending ??= how(gateway).finally(disconnect))
  return { gateway, port, adminPort, fenced: whenFenced.then(() => end(dieFenced)), stop: () => end(drain) }
}

/** Slow senders of headers and bodies do not hold a connection for ever. */
const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: bodyWithinMs + 10_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
  // `serveApp` refuses what names no host, in the body of every other refusal.
  requireHostHeader: false,
}

/**
 * In bounded time, also with the ledger away. Events that it does not take are given up then: nobody saw their answers whole,
 * and whoever waited was told that the outcome is unknown.
 */
async function drain(gateway: Gateway): Promise<void> {
  const { log, clock, openRequests, settlement, settings } = gateway
  log.info({ open: openRequests.count }, 'the gateway stops')
  await openRequests.close(settings.drainWithinMs)
  const deadlineMs = clock.monotonic() + settings.ledgerWithinMs
  await settlement.drained(settings.ledgerWithinMs)
  // Fenced while it drained: what it could not store goes another way.
  if (settlement.isFenced) await storeLastEvents(gateway, settlement.pending)
  else {
    settlement.fence()
    reportLost(log, settlement.pending)
  }
  // What does not go back in time is reclaimed once others have fenced this gateway.
  const leftMs = Math.max(0, deadlineMs - clock.monotonic())
  await Promise.race([handBack(gateway), sleep(leftMs, undefined, { ref: false })])
}

async function handBack({ db, id, log, bookkeeping, leases }: Gateway): Promise<void> {
  await Promise.all([bookkeeping.close(), leases.close()])
  await fenceGateway(db, id).catch((error: unknown) =>
    log.warn({ err: error }, 'could not fence itself; others will'),
  )
}

/**
 * A fenced gateway may not write, and others may have leased what it held. It breaks off what it serves; what was generated
 * and is not stored yet is stored under a new id.
 */
async function dieFenced(gateway: Gateway): Promise<void> {
  const { log, openRequests, settlement, leases, bookkeeping, control } = gateway
  log.error('the ledger has fenced this gateway; it ends itself')
  settlement.fence()
  leases.abandon()
  openRequests.abortAll(new UpstreamTimeout('the gateway was fenced'))
  await openRequests.close(abortWithinMs)
  await control.stop()
  await bookkeeping.close()
  await storeLastEvents(gateway, settlement.pending)
}

function listen(server: Server, options: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => resolve((server.address() as AddressInfo).port))
  })
}

/** Answers that are still on their way to their readers get a moment. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve))
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const force = setTimeout(() => server.closeAllConnections(), flushAtStopMs)
  await closed
  clearInterval(sweep)
  clearTimeout(force)
}
