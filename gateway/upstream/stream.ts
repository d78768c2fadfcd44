import { toError, type Outcome } from '@/gateway/upstream/answer'
import type { UpstreamCall, UpstreamRequest, Upstreams } from '@/gateway/upstream/client'
import {
  fromError,
  fromUnreadable,
  parseJson,
  toFailure,
  type UpstreamFailure,
} from '@/gateway/upstream/failure'
import { SseSplitter } from '@/gateway/upstream/sse'

export interface StreamConsumer {
  /** The `data` of the events that one piece from the network completed. */
  onEvents(events: readonly string[]): void
  /** The stream is over: whole as far as the transport can tell (null), or broken. */
  onOver(error: Error | null): void
}

/** An upstream's event stream of which at least one event has come: from here on the answer has begun. */
export interface OpenStream {
  /** Delivers everything from the first event on. Once. */
  consume(consumer: StreamConsumer): void
  pause(): void
  resume(): void
  abort(reason: Error): void
}

const maxErrorBytes = 64 * 1024
/** Whoever opened the stream consumes it at once; what comes before is little, unless something is in the way. */
const mostEarlyEvents = 100

/** Sends a request whose answer is a stream, and waits for its first event, so that another provider can still be asked. */
export function openStream(
  upstreams: Upstreams,
  request: UpstreamRequest,
  signal: AbortSignal,
): Promise<Outcome<OpenStream>> {
  if (signal.aborted) return Promise.resolve({ ok: false, failure: fromError(toError(signal.reason)) })
  return new Promise(resolve => {
    const stream = new BufferedStream(outcome => {
      signal.removeEventListener('abort', onAbort)
      resolve(outcome)
    })
    stream.call = upstreams.send(request, stream)
    const onAbort = () => stream.abort(toError(signal.reason))
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

class BufferedStream implements OpenStream {
  call: UpstreamCall | null = null
  readonly #splitter = new SseSplitter()
  readonly #early: string[] = []
  #consumer: StreamConsumer | null = null
  #over: { error: Error | null } | null = null
  #status = 0
  #isEvents = false
  #errorBody = ''

  constructor(private opened: ((outcome: Outcome<OpenStream>) => void) | null) {}

  onAnswer(status: number, contentType: string): void {
    this.#status = status
    this.#isEvents = status === 200 && contentType.startsWith('text/event-stream')
  }

  onData(chunk: Buffer): void {
    if (!this.#isEvents) {
      if (this.#errorBody.length < maxErrorBytes) this.#errorBody += chunk.toString('utf8')
      return
    }
    try {
      this.#deliver(this.#splitter.push(chunk))
    } catch (error) {
      this.call?.abort(toError(error))
    }
  }

  onEnd(): void {
    if (this.#isEvents) this.#deliver(this.#splitter.end())
    if (this.opened) {
      const failure = this.#status === 200 ? this.#fromNoEvents() : toFailure(this.#status, this.#errorBody)
      this.#open({ ok: false, failure })
    } else this.#end(null)
  }

  onError(error: Error): void {
    if (this.opened) this.#open({ ok: false, failure: fromError(error) })
    else this.#end(error)
  }

  consume(consumer: StreamConsumer): void {
    this.#consumer = consumer
    consumer.onEvents(this.#early.splice(0))
    if (this.#over) consumer.onOver(this.#over.error)
    else this.call?.resume()
  }

  pause(): void {
    this.call?.pause()
  }

  resume(): void {
    this.call?.resume()
  }

  abort(reason: Error): void {
    this.call?.abort(reason)
  }

  #deliver(events: string[]): void {
    if (events.length === 0) return
    if (this.#consumer) return this.#consumer.onEvents(events)
    for (const event of events) this.#early.push(event)
    if (this.#early.length > mostEarlyEvents) this.call?.pause()
    if (this.opened) this.#open({ ok: true, value: this })
  }

  #fromNoEvents(): UpstreamFailure {
    const cause = 'no event stream'
    return this.#isEvents ? { kind: 'failed', cause } : fromUnreadable(parseJson(this.#errorBody), cause)
  }

  #open(outcome: Outcome<OpenStream>): void {
    const { opened } = this
    this.opened = null
    opened?.(outcome)
  }

  #end(error: Error | null): void {
    if (this.#over) return
    this.#over = { error }
    this.#consumer?.onOver(error)
  }
}
