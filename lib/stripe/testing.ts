import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createStripe, type StripeClient } from '@/lib/stripe/client'
import { createStripeSandbox, type StripeSandbox } from '@/sandbox/stripe'

export const webhookSecret = 'whsec_inthistestonly'
export const secretKey = 'sk_test_inthistestonly'

export type Answer = Record<string, unknown>

/** The sandbox that plays Stripe, over HTTP on a free port. */
export interface SandboxServer {
  readonly baseUrl: string
  readonly stripe: StripeClient
  /** Another client of the same sandbox. */
  newClient(settings: { maxNetworkRetries: number; requestsPerSecond?: number }): StripeClient
  /** Acts on the sandbox from outside (see sandbox/stripe/control/routes.ts); answers its JSON. */
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer>
  /** Fills in a Checkout page as a person would. */
  fillCheckout(sessionId: string, card: string, authentication?: 'complete' | 'fail'): Promise<Answer>
  /** Does what is due on the clock and delivers what is due. */
  tick(): Promise<void>
  close(): Promise<void>
}

export interface ServeOptions {
  now(): Date
  /** Takes a webhook delivery; returns whether it was accepted. */
  onDelivery?(rawBody: string, signature: string): Promise<boolean>
  /** The API has done what a call asked for; the caller has its answer once this resolves. */
  afterCall?(): Promise<void>
}

export async function serveSandbox({ now, onDelivery, afterCall }: ServeOptions): Promise<SandboxServer> {
  const parts: { sandbox?: StripeSandbox } = {}
  const app = new Hono()
  app.post('/webhook', async c => {
    const accepted = await onDelivery?.(await c.req.text(), c.req.header('stripe-signature') ?? '')
    return c.body(null, accepted ? 200 : 400)
  })
  if (afterCall)
    app.use('/v1/*', async (_, next) => {
      await next()
      await afterCall()
    })
  app.all('*', c => parts.sandbox?.app.fetch(c.req.raw, c.env) ?? c.notFound())
  const handle = getRequestListener(app.fetch)
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sandbox = createStripeSandbox({
    dbFile: ':memory:',
    clock: { now },
    baseUrl,
    secretKey,
    ...(onDelivery ? { webhook: { url: `${baseUrl}/webhook`, secret: webhookSecret } } : {}),
  })
  parts.sandbox = sandbox
  const control: SandboxServer['control'] = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' }
    const init = body ? { method, headers, body: JSON.stringify(body) } : { method }
    return (await (await fetch(`${baseUrl}${path}`, init)).json()) as Answer
  }
  const newClient: SandboxServer['newClient'] = settings =>
    createStripe({ secretKey, apiBase: baseUrl, timeoutMs: 5_000, ...settings })
  return {
    baseUrl,
    stripe: newClient({ maxNetworkRetries: 2 }),
    newClient,
    control,
    fillCheckout: (id, number, authentication) =>
      control('POST', `/_stripe/checkout/${id}/complete`, {
        number,
        ...(authentication ? { authentication } : {}),
      }),
    tick: () => sandbox.tick(),
    close: async () => {
      await sandbox.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
