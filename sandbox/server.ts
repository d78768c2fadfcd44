import { mkdirSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { join } from 'node:path'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { createClock, type Clock } from '@/sandbox/clock'
import { clockRoutes } from '@/sandbox/clock-routes'
import { guard } from '@/sandbox/guard'
import { mailPages } from '@/sandbox/mail/pages'
import { startSmtp } from '@/sandbox/mail/smtp'
import { createMailStore } from '@/sandbox/mail/store'
import { createModels } from '@/sandbox/models/app'
import type { Pace } from '@/sandbox/models/control'
import { overview } from '@/sandbox/overview'
import { assets } from '@/sandbox/pages/assets'
import { notFoundBody, page } from '@/sandbox/pages/layout'

export interface StripePart {
  app: Hono
  tick(): Promise<void>
  close(): void | Promise<void>
}

export interface SandboxOptions {
  /** 0 takes a free port, here and for SMTP. */
  port: number
  smtpPort: number
  dataDir: string
  /** The web app, asked to move the platform's clock with this token. */
  webUrl: string
  controlToken: string
  pace: Pace
  stripe: (given: { dbFile: string; clock: Clock; baseUrl: string }) => StripePart
  log: (line: string) => void
}

export interface Sandbox {
  url: string
  smtpPort: number
  /** Stops taking requests, lets open ones end for a moment, and leaves all state on disk. */
  close(): Promise<void>
}

const graceMs = 1_500

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })

const stop = (server: Server): Promise<void> =>
  new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })

/** An app whose unknown paths and failures are told as a page to browsers and as JSON to programs. */
const emptyApp = (log: (line: string) => void) => {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.onError((error, c) => {
    log(`${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`)
    const message = 'The sandbox failed to answer; its log says why.'
    return c.json({ error: { message, type: 'api_error' } }, 500)
  })
  app.notFound(c => {
    if (c.req.header('accept')?.includes('text/html')) {
      c.status(404)
      return page(c, { title: 'Not found', body: notFoundBody })
    }
    const message = `Nothing is served at ${c.req.path}.`
    return c.json({ error: { message, type: 'invalid_request_error' } }, 404)
  })
  return app
}

/** Starts the outside world on loopback: one HTTP port for everything, and one for SMTP. */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { dataDir, webUrl, controlToken, pace, log } = options
  mkdirSync(dataDir, { recursive: true })
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end()
  // Clients keep connections for a minute; closing them sooner would cut requests that are just being sent.
  const server = createServer({ keepAliveTimeout: 90_000 }, (request, response) => answer(request, response))
  const port = await listen(server, options.port)
  const baseUrl = `http://127.0.0.1:${port}`

  const clock = createClock(dataDir)
  const mail = createMailStore(dataDir)
  const smtp = await startSmtp({ port: options.smtpPort, store: mail, now: clock.now })
  const models = createModels({ baseUrl, pace })
  const stripe = options.stripe({ dbFile: join(dataDir, 'stripe.sqlite'), clock, baseUrl })

  const app = emptyApp(log)
  app.use(guard)
  app.get('/healthz', c => c.json({ status: 'ok', now: clock.now().toISOString() }))
  app.route('/', assets)
  app.route('/', overview({ clock, mail, bill: models.bill, smtpPort: smtp.port, webUrl, controlToken }))
  app.route('/', clockRoutes(clock, stripe.tick))
  app.route('/', mailPages(mail))
  app.route('/', models.app)
  app.route('/', stripe.app)
  const listener = getRequestListener(app.fetch)
  answer = (request, response) => void listener(request, response)

  return {
    url: baseUrl,
    smtpPort: smtp.port,
    close: async () => {
      await Promise.all([stop(server), smtp.close()])
      await stripe.close()
    },
  }
}
