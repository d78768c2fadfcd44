import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import type { StripeDeps } from '@/lib/billing/customers/commands'
import type { MemberCtx } from '@/lib/ctx'
import { processInbox, receiveEvent, type InboxDeps } from '@/lib/inbox/commands'
import { createLog } from '@/lib/log'
import { createStripe, type StripeClient } from '@/lib/stripe/client'
import { createStripeSandbox, type StripeSandbox } from '@/sandbox/stripe'

const webhookSecret = 'whsec_inthistestonly'
const secretKey = 'sk_test_inthistestonly'

/** A database, the real sandbox over HTTP, and the webhook between them. Time is one clock for all, moved by hand. */
export interface StripeWorld extends StripeDeps {
  readonly database: TestDatabase
  readonly inbox: InboxDeps
  readonly baseUrl: string
  now: Date
  /** Another client of the same sandbox. */
  newClient(settings: { maxNetworkRetries: number }): StripeClient
  /** A new account with its owner. */
  newMember(): Promise<MemberCtx>
  /** Acts on the sandbox from outside; answers its JSON. */
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Record<string, unknown>>
  /** Fills in a Checkout page as a person would. */
  fillCheckout(
    sessionId: string,
    card: string,
    authentication?: 'complete' | 'fail',
  ): Promise<Record<string, unknown>>
  /** Waits until the sandbox has delivered what it has, then processes the inbox. Returns how many events that were. */
  receiveWebhooks(): Promise<number>
  close(): Promise<void>
}

export async function startStripeWorld(start: Date): Promise<StripeWorld> {
  const database = await createTestDatabase()
  const { db } = database
  const parts: { sandbox?: StripeSandbox } = {}
  const app = new Hono()
  app.post('/webhook', async c => {
    const delivery = { rawBody: await c.req.text(), signature: c.req.header('stripe-signature') ?? '' }
    const kept = await receiveEvent(db, { ...delivery, receivedAt: new Date() }, [webhookSecret])
    return c.body(null, kept.ok ? 200 : 400)
  })
  app.all('*', c => parts.sandbox?.app.fetch(c.req.raw, c.env) ?? c.notFound())
  const { server, baseUrl } = await listen(app)
  const stripe = createStripe({ secretKey, apiBase: baseUrl, timeoutMs: 5_000 })
  const log = createLog('test', 'silent')
  const world: StripeWorld = {
    database,
    db,
    stripe,
    baseUrl,
    now: start,
    inbox: { db, stripe, log, now: () => Promise.resolve(world.now) },
    newClient: settings => createStripe({ secretKey, apiBase: baseUrl, timeoutMs: 5_000, ...settings }),
    newMember: () => newMember(world),
    control: (method, path, body) => control(baseUrl, method, path, body),
    fillCheckout: (id, number, authentication) =>
      control(baseUrl, 'POST', `/_stripe/checkout/${id}/complete`, {
        number,
        ...(authentication ? { authentication } : {}),
      }),
    receiveWebhooks: async () => {
      await parts.sandbox?.tick()
      return processInbox(world.inbox, new Date())
    },
    close: async () => {
      await parts.sandbox?.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await database.drop()
    },
  }
  parts.sandbox = createStripeSandbox({
    dbFile: ':memory:',
    clock: { now: () => world.now },
    baseUrl,
    secretKey,
    webhook: { url: `${baseUrl}/webhook`, secret: webhookSecret },
  })
  return world
}

async function listen(app: Hono): Promise<{ server: Server; baseUrl: string }> {
  const handle = getRequestListener(app.fetch)
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

let people = 0
async function newMember({ db, now }: StripeWorld): Promise<MemberCtx> {
  people += 1
  const person = {
    name: 'Mira Okafor',
    email: `mira${people}@example.com`,
    passwordHash: null,
    emailVerifiedAt: now,
  }
  return db.transaction(async tx => {
    const userId = await createUser(tx, person, now)
    if (!userId) throw new Error('the address is taken')
    return { db, now, userId, role: 'owner' as const, accountId: await ensureOwnAccount(tx, userId, now) }
  })
}

async function control(
  baseUrl: string,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  })
  return (await response.json()) as Record<string, unknown>
}
