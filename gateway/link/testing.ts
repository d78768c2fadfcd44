import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A TCP link to a database that a test can cut (connections break, new ones are refused) or freeze (packets vanish, nothing breaks). */
export class TestLink {
  readonly #server: Server
  readonly #pairs = new Set<[Socket, Socket]>()
  #state: 'up' | 'cut' | 'frozen' = 'up'

  private constructor(host: string, port: number) {
    this.#server = createServer(client => {
      if (this.#state === 'cut') {
        client.destroy()
        return
      }
      const target = connect(port, host)
      const pair: [Socket, Socket] = [client, target]
      this.#pairs.add(pair)
      for (const [from, to] of [pair, [target, client] as const]) {
        from.on('data', chunk => {
          if (this.#state === 'up') to.write(chunk)
        })
        from.on('error', () => to.destroy())
        from.on('close', () => {
          if (this.#state !== 'frozen') to.destroy()
          this.#pairs.delete(pair)
        })
      }
    })
  }

  static async to(databaseUrl: string): Promise<{ link: TestLink; url: string }> {
    const url = new URL(databaseUrl)
    const link = new TestLink(url.hostname, Number(url.port))
    await new Promise<void>(resolve => link.#server.listen(0, '127.0.0.1', resolve))
    url.hostname = '127.0.0.1'
    url.port = String((link.#server.address() as AddressInfo).port)
    return { link, url: url.href }
  }

  cut(): void {
    this.#state = 'cut'
    this.#destroyAll()
  }

  freeze(): void {
    this.#state = 'frozen'
  }

  /** Connections that a freeze had caught have lost packets: they never come to life again. */
  restore(): void {
    const wasFrozen = this.#state === 'frozen'
    this.#state = 'up'
    if (wasFrozen) this.#destroyAll()
  }

  close(): void {
    this.#destroyAll()
    this.#server.close()
  }

  #destroyAll(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy()
  }
}
