import type { Hono } from 'hono'
import { Hono as App } from 'hono'
import { Api } from '@/sandbox/stripe/api/api'
import { Faults } from '@/sandbox/stripe/api/faults'
import { Idempotency } from '@/sandbox/stripe/api/idempotency'
import { RequestLog } from '@/sandbox/stripe/api/request-log'
import { apiRoutes } from '@/sandbox/stripe/api/routes'
import { billingConsole } from '@/sandbox/stripe/control/billing'
import { consolePages } from '@/sandbox/stripe/control/console'
import { controlRoutes } from '@/sandbox/stripe/control/routes'
import { loadContract } from '@/sandbox/stripe/contract'
import { runDueWork } from '@/sandbox/stripe/due'
import { Engine } from '@/sandbox/stripe/engine'
import { checkoutPages } from '@/sandbox/stripe/pages/checkout'
import { invoicePages } from '@/sandbox/stripe/pages/invoice'
import { portalPages } from '@/sandbox/stripe/pages/portal'
import { receiptPages } from '@/sandbox/stripe/pages/receipt'
import { threeDSecurePages } from '@/sandbox/stripe/pages/three-d-secure'
import { configureEndpoint } from '@/sandbox/stripe/resources/webhook-endpoints'
import { SearchIndex } from '@/sandbox/stripe/search/search-index'
import { Store } from '@/sandbox/stripe/store'
import { Violations } from '@/sandbox/stripe/violations'
import { Deliveries } from '@/sandbox/stripe/webhooks/deliveries'

export interface StripeSandboxOptions {
  /** SQLite file that keeps everything; made when it is not there. `:memory:` keeps nothing. */
  dbFile: string
  /** The sandbox's clock. Webhook signatures and timeouts go by real time. */
  clock: { now(): Date }
  /** Where this app is mounted, as a browser reaches it, for instance `http://127.0.0.1:4010`. */
  baseUrl: string
  /** The test key the API accepts. */
  secretKey: string
  /** A webhook endpoint for all events that is there from the start. Others are made through the API. */
  webhook?: { url: string; secret: string }
  log?(message: string, details?: object): void
}
export interface StripeSandbox {
  /**
   * To be mounted at `/`: the API at `/v1/*`, hosted pages at `/checkout/*`, `/3ds/*`, `/invoice/*`, `/credit-note/*`,
   * `/receipt/*` and `/portal/*`, the control API and its page at `/_stripe` (see control/routes.ts).
   */
  app: Hono
  /** Does what has fallen due on the clock, delivers the webhooks that are due, and returns when each has had an attempt. */
  tick(): Promise<void>
  /** Stops the timer, waits for deliveries on their way and closes the file. */
  close(): Promise<void>
}

const tickEveryMs = 1000

export function createStripeSandbox(options: StripeSandboxOptions): StripeSandbox {
  const log = options.log ?? (() => undefined)
  const nowMs = () => options.clock.now().getTime()
  const store = new Store(options.dbFile)
  const violations = new Violations(log)
  const deliveries = new Deliveries(store, nowMs, log)
  const contract = loadContract()
  const engine = new Engine({
    store,
    contract,
    violations,
    deliveries,
    nowMs,
    baseUrl: options.baseUrl.replace(/\/$/, ''),
  })
  const search = new SearchIndex(store, () => engine.nowSeconds())
  const idempotency = new Idempotency(store)
  const faults = new Faults()
  const requests = new RequestLog()
  const { webhook } = options
  if (webhook) engine.act(scope => configureEndpoint(scope, webhook))

  const parts = { engine, faults, requests, search }
  const app = new App()
  app.route('/', apiRoutes(new Api(engine, idempotency, faults, [options.secretKey]), requests))
  app.route('/', checkoutPages(engine))
  app.route('/', threeDSecurePages(engine))
  app.route('/', invoicePages(engine))
  app.route('/', portalPages(engine))
  app.route('/', receiptPages(engine))
  app.route('/', controlRoutes(parts))
  app.route('/', consolePages(parts))
  app.route('/', billingConsole(parts))

  const tick = async () => {
    runDueWork(engine)
    search.refresh()
    idempotency.prune(engine.nowSeconds())
    await deliveries.deliverDue()
  }
  const timer = setInterval(() => {
    tick().catch((error: unknown) => log('stripe sandbox: what was due failed', { error: String(error) }))
  }, tickEveryMs)
  timer.unref()

  return {
    app,
    tick,
    async close() {
      clearInterval(timer)
      await deliveries.close()
      store.close()
    },
  }
}
