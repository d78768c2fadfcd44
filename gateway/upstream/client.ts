import { Pool, type Dispatcher } from 'undici'
import type { Provider } from '@/lib/env-variables'

export interface UpstreamEndpoint {
  readonly baseUrl: string
  readonly apiKey: string
}

export interface UpstreamRequest {
  readonly provider: Provider
  readonly path: string
  /** Null: nothing is sent, something is read. */
  readonly body: string | null
  readonly streamed: boolean
  /** Ours, so that a provider's log can be matched with our ledger. */
  readonly requestId: string
}

/** What happens to a request, in this order: perhaps an answer, its data, then exactly one of end and error. */
export interface UpstreamSink {
  onAnswer(status: number, contentType: string): void
  onData(chunk: Buffer): void
  onEnd(): void
  onError(error: Error): void
}

/** A request under way. `pause` stops reading from the provider's socket: back-pressure reaches the model. */
export interface UpstreamCall {
  pause(): void
  resume(): void
  abort(reason: Error): void
}

const connectTimeoutMs = 5_000
/** Silence in the middle of an answer for this long counts as broken; before it, the request's own deadline holds. */
const bodyTimeoutMs = 120_000

/** Connections to the providers: undici's dispatch on one pool each, nine times as fast as global `fetch` when measured. */
export class Upstreams {
  readonly #pools = new Map<Provider, { pool: Pool; path: string; authorization: string }>()

  constructor(endpoints: Partial<Record<Provider, UpstreamEndpoint>>) {
    for (const [provider, endpoint] of Object.entries(endpoints) as [Provider, UpstreamEndpoint][]) {
      const { origin, pathname } = new URL(endpoint.baseUrl)
      this.#pools.set(provider, {
        pool: new Pool(origin, {
          connect: { timeout: connectTimeoutMs },
          headersTimeout: 0,
          bodyTimeout: bodyTimeoutMs,
        }),
        path: pathname.replace(/\/+$/, ''),
        authorization: `Bearer ${endpoint.apiKey}`,
      })
    }
  }

  has(provider: Provider): boolean {
    return this.#pools.has(provider)
  }

  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamCall {
    const upstream = this.#pools.get(request.provider)
    if (!upstream) throw new Error(`no upstream is configured for ${request.provider}`)
    const call = new DispatchedCall(sink)
    upstream.pool.dispatch(
      {
        path: upstream.path + request.path,
        method: request.body === null ? 'GET' : 'POST',
        headers: {
          authorization: upstream.authorization,
          'content-type': 'application/json',
          accept: request.streamed ? 'text/event-stream' : 'application/json',
          'x-serika-request-id': request.requestId,
        },
        body: request.body,
      },
      call,
    )
    return call
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.destroy()))
  }
}

/** Joins undici's handler to a sink; the call can be aborted before a connection took it up. */
class DispatchedCall implements Dispatcher.DispatchHandler, UpstreamCall {
  #controller: Dispatcher.DispatchController | null = null
  #abortReason: Error | null = null
  #over = false

  constructor(private readonly sink: UpstreamSink) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#abortReason) controller.abort(this.#abortReason)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, unknown>,
  ): void {
    if (!this.#over) this.sink.onAnswer(status, String(headers['content-type'] ?? ''))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#over) this.sink.onData(chunk)
  }

  onResponseEnd(): void {
    if (this.#over) return
    this.#over = true
    this.sink.onEnd()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#over) return
    this.#over = true
    this.sink.onError(error)
  }

  pause(): void {
    this.#controller?.pause()
  }

  resume(): void {
    if (this.#controller?.paused) this.#controller.resume()
  }

  /** The sink hears of it as an error, at once: a request still waiting for a connection must not hold its caller up. */
  abort(reason: Error): void {
    if (this.#over) return
    this.#abortReason = reason
    this.#over = true
    this.#controller?.abort(reason)
    this.sink.onError(reason)
  }
}
