import { connect, type Socket } from 'node:net'

export type Answered = 'complete' | 'failed'

const headEnd = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('0\r\n\r\n')
/** Where the end of an answer is looked for. */
const tailBytes = 512
/** Well under the five seconds after which Node's servers close an idle connection. */
const freshMs = 2_000

/**
 * One keep-alive connection that knows just enough of HTTP to tell when an answer is over, whole, and a success: a client
 * library would cost more than the servers that are measured.
 */
export class Connection {
  #resolve: ((answered: Answered) => void) | null = null
  #head: Buffer | null = null
  #isSuccess = false
  /** Of the body, yet to come; null: in chunks. */
  #bytesLeft: number | null = null
  #tail: Buffer = Buffer.alloc(0)
  #answeredMs = performance.now()

  private constructor(
    private readonly socket: Socket,
    private readonly ending: string,
  ) {
    socket.on('data', data => this.#onData(data))
    socket.on('error', () => undefined)
    socket.on('close', () => this.#finish('failed'))
  }

  static open(port: number, ending: string): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Connection(socket, ending))
      })
    })
  }

  get isOpen(): boolean {
    return !this.socket.destroyed
  }

  /** Servers close what was idle for some seconds, and a request that meets the close is lost: such a connection is not asked again. */
  get isFresh(): boolean {
    return this.isOpen && performance.now() - this.#answeredMs < freshMs
  }

  close(): void {
    this.socket.destroy()
  }

  ask(request: string): Promise<Answered> {
    this.#head = null
    this.#tail = Buffer.alloc(0)
    return new Promise(resolve => {
      this.#resolve = resolve
      this.socket.write(request)
    })
  }

  #onData(data: Buffer): void {
    const body = this.#head === null || this.#resolve === null ? this.#readHead(data) : data
    if (body === null) return
    this.#tail =
      body.length >= tailBytes
        ? body.subarray(-tailBytes)
        : Buffer.concat([this.#tail, body]).subarray(-tailBytes)
    if (this.#bytesLeft !== null) this.#bytesLeft -= body.length
    const over =
      this.#bytesLeft === null
        ? this.#tail.subarray(-lastChunk.length).equals(lastChunk)
        : this.#bytesLeft <= 0
    if (over) this.#finish(this.#isSuccess && this.#tail.includes(this.ending) ? 'complete' : 'failed')
  }

  /** The first bytes of the body; null while the head is not whole. */
  #readHead(data: Buffer): Buffer | null {
    this.#head = null
    const all = this.#tail.length > 0 ? Buffer.concat([this.#tail, data]) : data
    const end = all.indexOf(headEnd)
    if (end < 0) {
      this.#tail = all
      return null
    }
    this.#head = all.subarray(0, end)
    this.#tail = Buffer.alloc(0)
    const text = this.#head.toString('latin1')
    this.#isSuccess = text.startsWith('HTTP/1.1 200')
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
    this.#bytesLeft = length === undefined ? null : Number(length)
    return all.subarray(end + headEnd.length)
  }

  #finish(answered: Answered): void {
    const resolve = this.#resolve
    this.#resolve = null
    this.#answeredMs = performance.now()
    resolve?.(answered)
  }
}
