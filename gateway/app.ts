import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { checkBodyHeaders, RequestAborted } from '@/gateway/body'
import type { Gateway } from '@/gateway/gateway'
import { mayGenerate } from '@/gateway/generate'
import { basePath, type GatewayContext, type GatewayHttp, type GatewayMiddleware } from '@/gateway/http'
import { Lanes } from '@/gateway/lanes'
import { authenticate, callerOf, type Permission } from '@/gateway/middleware/authenticate'
import { authenticateAdmin } from '@/gateway/middleware/authenticate-admin'
import { begin, endpointOf } from '@/gateway/middleware/begin'
import { crossOrigin } from '@/gateway/middleware/cross-origin'
import { limitRate } from '@/gateway/middleware/limit-rate'
import { Refusal } from '@/gateway/refusal'
import { getCharacter, listCharacters } from '@/gateway/routes/characters'
import { chatCompletions } from '@/gateway/routes/chat-completions'
import { generation } from '@/gateway/routes/generation'
import { health, ready } from '@/gateway/routes/health'
import { metrics } from '@/gateway/routes/metrics'
import { imageGenerations } from '@/gateway/routes/images'
import { getImageJob, listImageJobs, postImageJob } from '@/gateway/routes/jobs'
import { generateImage, generateText } from '@/gateway/routes/legacy'
import { getModel, listModels } from '@/gateway/routes/models'
import { costs } from '@/gateway/routes/organization/costs'
import { completionsUsage, imagesUsage } from '@/gateway/routes/organization/usage'
import { user } from '@/gateway/routes/user'
import { trustedProxies, type IsTrusted } from '@/lib/client-address'
import { newId, type RequestId } from '@/lib/ids'

/** Of all that a gateway has, connections to the database that reads of usage may hold together. */
const usageReadsAtATime = 2

interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Checks before the rate is counted and the body is read. */
  readonly guards?: readonly GatewayMiddleware[]
  readonly handle: (c: GatewayContext) => Response | Promise<Response>
}

/** The Customer API as an HTTP application. */
export function createApp(gateway: Gateway): Hono<GatewayHttp> {
  const app = new Hono<GatewayHttp>()
  addOperations(app, gateway, trustedProxies(gateway.settings.trustedProxies))
  app.use(`${basePath}/*`, begin(gateway), crossOrigin())
  const routes = table(gateway)
  for (const { method, path, guards = [], handle } of routes)
    app.on(method, basePath + path, authenticate(gateway), ...guards, limitRate(gateway), handle)
  const adminRoutes = adminTable(gateway)
  for (const { method, path, handle } of adminRoutes)
    app.on(method, basePath + path, authenticateAdmin(gateway), handle)
  for (const [path, allow] of methodsByPath([...routes, ...adminRoutes]))
    app.all(basePath + path, c => {
      throw new Refusal('method_not_allowed', { method: c.req.method, path: c.req.path, allow })
    })
  app.notFound(c =>
    answerError(
      gateway,
      new Refusal('unknown_url', { method: c.req.method, path: c.req.path.slice(0, 200) }),
      c,
    ),
  )
  app.onError((error, c) => answerError(gateway, error, c))
  return app
}

/** What only operators ask, on a port of this process's own: with several behind the public one, whoever answers there is chance. */
export function createAdminApp(gateway: Gateway): Hono<GatewayHttp> {
  return addOperations(new Hono<GatewayHttp>(), gateway, () => false)
}

function addOperations(app: Hono<GatewayHttp>, gateway: Gateway, isProxy: IsTrusted): Hono<GatewayHttp> {
  return app
    .get('/healthz', health())
    .get('/readyz', ready(gateway))
    .get('/metrics', metrics(gateway, isProxy))
}

/** What admin keys open, and nothing else does. */
function adminTable(gateway: Gateway): Route[] {
  const reads = { gateway, lanes: new Lanes(usageReadsAtATime) }
  return [
    { method: 'GET', path: '/organization/usage/completions', handle: completionsUsage(reads) },
    { method: 'GET', path: '/organization/usage/images', handle: imagesUsage(reads) },
    { method: 'GET', path: '/organization/costs', handle: costs(reads) },
  ]
}

/** Every endpoint of API keys, in one place. */
function table(gateway: Gateway): Route[] {
  const billed =
    (permission: Permission): GatewayMiddleware =>
    async (c, next) => {
      mayGenerate(gateway, callerOf(c), permission)
      checkBodyHeaders(c.env.incoming)
      await next()
    }
  const billedText = billed('text_generation')
  const billedImages = billed('image_generation')
  return [
    { method: 'POST', path: '/chat/completions', guards: [billedText], handle: chatCompletions(gateway) },
    {
      method: 'POST',
      path: '/images/generations',
      guards: [billedImages],
      handle: imageGenerations(gateway),
    },
    { method: 'POST', path: '/generate/text', guards: [billedText], handle: generateText(gateway) },
    { method: 'POST', path: '/generate/image', guards: [billedImages], handle: generateImage(gateway) },
    { method: 'POST', path: '/jobs/images', guards: [billedImages], handle: postImageJob(gateway) },
    { method: 'GET', path: '/jobs', handle: listImageJobs(gateway) },
    { method: 'GET', path: '/jobs/:id', handle: getImageJob(gateway) },
    { method: 'GET', path: '/models', handle: listModels(gateway) },
    { method: 'GET', path: '/models/:id{.+}', handle: getModel(gateway) },
    { method: 'GET', path: '/characters', handle: listCharacters(gateway) },
    { method: 'GET', path: '/characters/:id', handle: getCharacter(gateway) },
    { method: 'GET', path: '/user', handle: user(gateway) },
    { method: 'GET', path: '/generation', handle: generation(gateway) },
  ]
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>()
  for (const { method, path } of routes) methods.set(path, [...(methods.get(path) ?? []), method])
  return methods
}

/** Refusals in OpenAI's body; anything else is ours, logged with the request's id and answered without details. */
function answerError(gateway: Gateway, error: Error, c: GatewayContext): Response {
  const { outgoing } = c.env
  if (error instanceof RequestAborted) {
    outgoing.destroy()
    return RESPONSE_ALREADY_SENT
  }
  const refusal = error instanceof Refusal ? error : unexpected(gateway, error, c)
  const caller = c.get('caller')
  if (!c.get('admitted')) gateway.metrics.denied(refusal.code)
  if (caller && !c.get('admitted'))
    gateway.bookkeeping.refused(caller, endpointOf(c), refusal.code, gateway.clock.now())
  if (outgoing.headersSent) {
    outgoing.destroy()
    return RESPONSE_ALREADY_SENT
  }
  const { status, body, headers } = refusal.toApiError()
  // Outside of the API, `begin` has given no id.
  const known: RequestId | undefined = c.get('requestId')
  if (known === undefined) c.header('x-request-id', newId('request', gateway.clock.now()))
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return c.json(body, status as ContentfulStatusCode)
}

/** A read that failed because the ledger went away under it says so; everything else is a fault. */
function unexpected({ control, log }: Gateway, error: Error, c: GatewayContext): Refusal {
  log.error({ err: error, requestId: c.get('requestId') }, 'a request failed on our side')
  return control.isLive() || c.get('admitted')
    ? new Refusal('internal_error', {})
    : new Refusal('ledger_unavailable', {})
}
