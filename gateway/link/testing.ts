import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** The gateway's connections: the one that listens, and those of its pool. */
export type LinkPart = 'listener' | 'pool'

interface Pair {
  readonly client: Socket
  readonly target: Socket
  part: LinkPart | null
  /** Packets of it were lost: it never comes to life again. */
  isBroken: boolean
}

/** A TCP link to a database that a test can cut (connections break, new ones are refused) or freeze (packets vanish, nothing breaks). */
export class TestLink {
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  readonly #frozen = new Set<LinkPart>()
  #isCut = false

  private constructor(host: string, port: number) {
    this.#server = createServer(client => {
      if (this.#isCut) client.destroy()
      else this.#relay(client, connect(port, host))
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
    this.#isCut = true
    for (const pair of this.#pairs) destroy(pair)
  }

  /** From here on nothing passes on these connections, nor on new ones of the kind; nobody is told. */
  freeze(...parts: LinkPart[]): void {
    for (const part of parts.length > 0 ? parts : (['listener', 'pool'] as const)) this.#frozen.add(part)
  }

  /** Everything passes again. Connections that have lost packets break. */
  restore(): void {
    this.#isCut = false
    this.#frozen.clear()
    for (const pair of this.#pairs) if (pair.isBroken) destroy(pair)
  }

  close(): void {
    for (const pair of this.#pairs) destroy(pair)
    this.#server.close()
  }

  #relay(client: Socket, target: Socket): void {
    const pair: Pair = { client, target, part: null, isBroken: false }
    this.#pairs.add(pair)
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        // The first packet of a connection says who makes it.
        pair.part ??= chunk.includes('serika-listen') ? 'listener' : 'pool'
        if (this.#frozen.has(pair.part)) pair.isBroken = true
        else if (!pair.isBroken) to.write(chunk)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        if (!pair.isBroken) to.destroy()
        this.#pairs.delete(pair)
      })
    }
  }
}

function destroy({ client, target }: Pair): void {
  client.destroy()
  target.destroy()
}
