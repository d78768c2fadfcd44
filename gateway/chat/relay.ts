import type { ServerResponse } from 'node:http'
import { isFinishing, isOnlyUsage, toSse, toStreamEvent, type Chunk } from '@/gateway/chat/chunk'
import { OutputTally } from '@/gateway/chat/output'
import type { OpenStream, StreamConsumer } from '@/gateway/upstream/stream'

/**
 * How a stream ended. `complete`: the answer is whole, its end held back; `broken`: the provider stopped in the middle;
 * `gone`: the client hung up and the provider was stopped; `late`: the request's time was up.
 */
export type RelayEnd = 'complete' | 'broken' | 'gone' | 'late'

export interface RelayResult {
  readonly end: RelayEnd
  readonly usage: unknown
  readonly output: OutputTally
  /** From the first finishing chunk on: what the client gets once the event is committed. */
  readonly held: readonly string[]
  /** The last chunk's head, for a usage chunk of our own. */
  readonly head: { readonly id?: unknown; readonly created?: unknown; readonly model?: unknown }
  readonly clientIsGone: boolean
  readonly firstTokenMs: number | null
}

interface RelayOptions {
  readonly stream: OpenStream
  readonly client: ServerResponse
  /** Aborts when the request's time is up or the gateway stops. */
  readonly signal: AbortSignal
  /** On a disconnect, read on to the provider's usage chunk rather than stop it. */
  readonly drain: boolean
  readonly monotonicMs: () => number
}

/**
 * Passes a stream on to the client with back-pressure, up to but not including the first chunk with a finish_reason: the
 * answer must not look complete before it is in the ledger. Resolves when nothing more will come from the provider.
 */
export function relay(options: RelayOptions): Promise<RelayResult> {
  return new Promise(resolve => options.stream.consume(new Relay(options, resolve)))
}

class Relay implements StreamConsumer {
  readonly #output = new OutputTally()
  readonly #held: string[] = []
  #usage: unknown = null
  #head: RelayResult['head'] = {}
  #holding = false
  #clientIsGone = false
  #firstTokenMs: number | null = null
  #over = false
  #waitingForDrain = false
  #unsent = ''

  constructor(
    private readonly options: RelayOptions,
    private readonly resolve: (result: RelayResult) => void,
  ) {
    options.client.on('close', this.#onClose)
    options.signal.addEventListener('abort', this.#onAbort)
    if (options.client.closed || options.client.destroyed) queueMicrotask(this.#onClose)
    if (options.signal.aborted) queueMicrotask(this.#onAbort)
  }

  /** What came together goes on together: one write, not one per token or per piece of the provider's. */
  onEvents(events: readonly string[]): void {
    if (this.#over) return
    if (this.#unsent === '') queueMicrotask(this.#flush)
    for (const data of events) {
      const event = toStreamEvent(data)
      if (event.kind !== 'chunk') return this.#finish(event.kind === 'done' ? 'complete' : 'broken')
      this.#unsent += this.#onChunk(data, event.chunk)
    }
  }

  /** A provider that ends without [DONE] has still answered if it said why it finished. */
  onOver(error: Error | null): void {
    this.#finish(error === null && this.#holding ? 'complete' : 'broken')
  }

  /** What of a chunk may go to the client now. */
  #onChunk(data: string, chunk: Chunk): string {
    if (chunk.usage != null) this.#usage = chunk.usage
    this.#head = chunk
    for (const choice of chunk.choices) this.#output.add(choice.delta)
    if (this.#firstTokenMs === null && !this.#output.isEmpty) this.#firstTokenMs = this.options.monotonicMs()
    this.#holding ||= isFinishing(chunk)
    if (isOnlyUsage(chunk)) return ''
    const text = toSse(chunk.usage == null ? data : JSON.stringify({ ...chunk, usage: undefined }))
    if (!this.#holding) return text
    this.#held.push(text)
    return ''
  }

  readonly #flush = () => {
    const { client, stream } = this.options
    const text = this.#unsent
    this.#unsent = ''
    if (text === '' || this.#clientIsGone || client.write(text) || this.#waitingForDrain) return
    this.#waitingForDrain = true
    stream.pause()
    client.once('drain', this.#onDrain)
  }

  readonly #onDrain = () => {
    this.#waitingForDrain = false
    this.options.stream.resume()
  }

  readonly #onClose = () => {
    if (this.#over || this.#clientIsGone) return
    this.#clientIsGone = true
    if (this.options.drain || this.#holding) this.#onDrain()
    else this.#finish('gone')
  }

  readonly #onAbort = () => this.#finish('late')

  #finish(end: RelayEnd): void {
    if (this.#over) return
    this.#flush()
    this.#over = true
    const { client, signal, stream } = this.options
    client.off('close', this.#onClose)
    client.off('drain', this.#onDrain)
    signal.removeEventListener('abort', this.#onAbort)
    if (end !== 'complete') stream.abort(new Error(`relay ended: ${end}`))
    // Paused for a slow reader, it would hold its connection for ever: nobody waits for `drain` any more.
    else stream.resume()
    this.resolve({
      end,
      usage: this.#usage,
      output: this.#output,
      held: this.#held,
      head: this.#head,
      clientIsGone: this.#clientIsGone,
      firstTokenMs: this.#firstTokenMs,
    })
  }
}
