import { randomUUID } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { Bill, BillEntry } from '@/sandbox/models/bill'
import { isProvider, type Control, type Fault, type Pace, type Provider } from '@/sandbox/models/control'
import { apiError, outage } from '@/sandbox/models/errors'
import { exchangeOn, sendError, type Exchange } from '@/sandbox/models/exchange'

export type Env = { Bindings: HttpBindings }

/** A request that a provider has let in. */
export interface Arrival {
  provider: Provider
  raw: string
  pace: Pace
  to: Exchange
  /** The caller's own id of the request. */
  requestId: string | null
  /** What is sent twice under one key is one thing, where the provider keeps to that. */
  idempotencyKey: string | null
}

/** A request that is being served: its line on the bill is open, and the fault it meets is known. */
export interface Serving {
  pace: Pace
  fault: Fault | null
  to: Exchange
  bill: Bill
  entry: BillEntry
}

/** A route that writes its answer itself: reads the body, knows the provider and checks for a key first. */
export const providerRoute =
  (control: Control, serve: (arrival: Arrival) => void | Promise<void>) =>
  async (c: Context<Env>): Promise<Response> => {
    const raw = await c.req.text()
    const to = exchangeOn(c.env.outgoing)
    const provider = c.req.param('provider') ?? ''
    const key = c.req.header('authorization')?.replace(/^Bearer\s*/i, '') ?? c.req.header('api-key') ?? ''
    c.env.outgoing.setHeader('x-request-id', `req_${randomUUID().replaceAll('-', '')}`)
    if (!isProvider(provider)) sendError(to, apiError(404, `No provider is called ${provider}.`))
    else if (key.trim() === '') sendError(to, outage(401))
    else {
      const asked = { tps: c.req.header('x-sandbox-tps'), ttftMs: c.req.header('x-sandbox-ttft-ms') }
      const requestId = c.req.header('x-serika-request-id') ?? null
      const idempotencyKey = c.req.header('idempotency-key') ?? null
      await serve({ provider, raw, to, requestId, idempotencyKey, pace: control.paceOf(provider, asked) })
    }
    return RESPONSE_ALREADY_SENT
  }

/** Starts to serve: decides the fault that is met and opens a line on the bill. */
export const startServing = (
  { provider, pace, to, requestId }: Arrival,
  { control, bill }: { control: Control; bill: Bill },
  asked: { endpoint: BillEntry['endpoint']; model: string; stream: boolean; promptTokens: number },
): Serving => {
  const fault = control.meet(provider)
  const entry = bill.open({
    id: `${asked.endpoint === 'chat' ? 'chatcmpl' : asked.endpoint}-${randomUUID().replaceAll('-', '')}`,
    provider,
    endpoint: asked.endpoint,
    model: asked.model,
    stream: asked.stream,
    request_id: requestId,
    status: fault?.kind === 'status' ? fault.status : 200,
    prompt_tokens: asked.promptTokens,
    fault: fault?.kind ?? null,
  })
  return { pace, fault, to, bill, entry }
}

const neverMs = 3_600_000

/** Plays the faults that leave no answer at all; true when the request ended in one. Nothing is billed for it. */
export const failedBefore = async ({ fault, to, bill, entry }: Serving): Promise<boolean> => {
  if (fault?.kind === 'status') sendError(to, outage(fault.status))
  else if (fault?.kind === 'drop') to.cut()
  else if (fault?.kind === 'hang') await to.sleep(neverMs)
  else return false
  entry.prompt_tokens = 0
  bill.close(entry, { aborted: fault.kind === 'hang' })
  return true
}

/** Sends a body whole, or as a fault has it: half of it as if that were all, or half of it and then a cut line. */
export const sendBody = async ({ fault, to }: Serving, body: string): Promise<void> => {
  const half = fault?.kind === 'malformed' || fault?.kind === 'break_stream'
  const broken = fault?.kind === 'break_stream'
  const text = half ? body.slice(0, body.length / 2) : body
  to.begin(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(broken ? body : text),
  })
  if (!broken) return to.end(text)
  await to.write(text)
  to.cut()
}
