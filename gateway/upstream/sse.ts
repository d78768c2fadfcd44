import { createParser } from 'eventsource-parser'

/** An event larger than this is not an answer any more. */
const maxEventChars = 16 * 1024 * 1024

/** Bytes of a server-sent event stream to the `data` of its events, wherever the network cut them. */
export class SseSplitter {
  readonly #decoder = new TextDecoder()
  readonly #parser
  #data: string[] = []

  constructor() {
    this.#parser = createParser({
      maxBufferSize: maxEventChars,
      onEvent: event => this.#data.push(event.data),
      onError: error => {
        if (error.type === 'max-buffer-size-exceeded') throw error
      },
    })
  }

  /** The data of the events that this chunk completes. */
  push(chunk: Uint8Array): string[] {
    return this.#drain(this.#decoder.decode(chunk, { stream: true }))
  }

  /** What the end of the stream completes: a last event whose closing blank line never came. */
  end(): string[] {
    return this.#drain(`${this.#decoder.decode()}\n\n`)
  }

  #drain(text: string): string[] {
    this.#parser.feed(text)
    const data = this.#data
    this.#data = []
    return data
  }
}
