import { Socket } from 'node:net'

type Written = (error?: Error | null) => void

/**
 * A socket on which what is written in one turn of the event loop leaves in one packet: statements that follow each other
 * unanswered wake their server once.
 */
export class CoalescedSocket extends Socket {
  override write(data: Uint8Array | string, second?: BufferEncoding | Written, written?: Written): boolean {
    if (this.writableCorked === 0) {
      this.cork()
      process.nextTick(() => this.uncork())
    }
    return typeof second === 'string' ? super.write(data, second, written) : super.write(data, second)
  }
}
