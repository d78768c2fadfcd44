import { serve } from '@hono/node-server'
import { createServer, type IncomingMessage } from 'node:http'
import Stripe from 'stripe'
import { createStripeSandbox, type StripeSandbox } from '@/sandbox/stripe'

export const secretKey = 'sk_test_sandbox'
export const webhookSecret = 'whsec_test'

export interface Received {
  event: Stripe.Event
  signature: string
  body: string
}

/** A running sandbox with the real SDK before it, a clock to move and a webhook that keeps what it is sent. */
export interface TestSandbox {
  stripe: Stripe
  url: string
  /** Moves the sandbox's clock forward and lets what fell due happen. */
  advance(seconds: number): Promise<void>
  tick(): Promise<void>
  received: Received[]
  /** What the webhook answers; 200 unless told. */
  answerWith(status: number): void
  post(path: string, body?: object): Promise<Response>
  form(path: string, fields: Record<string, string>): Promise<Response>
  violations(): Promise<{ count: number; latest: unknown[] }>
  /** Types of the events so far, oldest first. */
  eventTypes(filter?: string): Promise<string[]>
  close(): Promise<void>
}

export async function startTestSandbox(dbFile = ':memory:'): Promise<TestSandbox> {
  let offsetMs = 0
  const received: Received[] = []
  const webhook = await startWebhook(received)
  const running: { sandbox?: StripeSandbox } = {}
  const { port, stop } = await listen(
    (request, env) => running.sandbox?.app.fetch(request, env) ?? new Response(null, { status: 503 }),
  )
  const url = `http://127.0.0.1:${port}`
  const started = createStripeSandbox({
    dbFile,
    clock: { now: () => new Date(Date.now() + offsetMs) },
    baseUrl: url,
    secretKey,
    webhook: { url: webhook.url, secret: webhookSecret },
  })
  running.sandbox = started
  const stripe = new Stripe(secretKey, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 })
  return {
    stripe,
    url,
    received,
    tick: () => started.tick(),
    async advance(seconds) {
      offsetMs += seconds * 1000
      await started.tick()
    },
    answerWith: webhook.answerWith,
    post: (path, body = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    form: (path, fields) =>
      fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }),
    violations: async () =>
      (await fetch(`${url}/_stripe/violations`)).json() as Promise<{ count: number; latest: unknown[] }>,
    async eventTypes(filter) {
      const events = await stripe.events.list({ limit: 100, ...(filter ? { type: filter } : {}) })
      return events.data.map(event => String(event.type)).reverse()
    },
    async close() {
      stop()
      await started.close()
      webhook.stop()
    },
  }
}

type Handler = (request: Request, env: object) => Response | Promise<Response>

function listen(handler: Handler): Promise<{ port: number; stop(): void }> {
  return new Promise(resolve => {
    const server = serve({ fetch: handler, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      resolve({ port, stop: () => void server.close() })
    })
  })
}

async function startWebhook(received: Received[]) {
  let status = 200
  const server = createServer((request, response) => {
    void readBody(request).then(body => {
      const signature = String(request.headers['stripe-signature'])
      received.push({ body, signature, event: JSON.parse(body) as Stripe.Event })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    answerWith: (next: number) => {
      status = next
    },
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

/** A customer whose default card is the one of this ready-made id. */
export async function customerWith(stripe: Stripe, card: string): Promise<Stripe.Customer> {
  const customer = await stripe.customers.create({
    email: 'mira@halcyon.example',
    name: 'Halcyon Interactive',
  })
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id })
  return stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } })
}

/** A draft with one line of so many cents. */
export async function draftOf(stripe: Stripe, customer: string, cents: number): Promise<Stripe.Invoice> {
  const draft = await stripe.invoices.create({ customer, currency: 'usd', auto_advance: false })
  return stripe.invoices.addLines(draft.id, {
    lines: [{ amount: cents, description: 'Claude Haiku 4.5, input' }],
  })
}

/** What the SDK throws, or a failing test when it throws nothing. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await call.then(
    () => new Error('the call was not refused'),
    (reason: unknown) => reason,
  )
  if (error instanceof Stripe.errors.StripeError) return error
  throw error
}
