import { createServer } from 'node:net'

/**
 * The first free port among `preferred`, else one that the system picks.
 * Free means that nobody listens on it on either loopback address, so that a browser asking for localhost finds us and no one else.
 */
export async function freePort(
  preferred: readonly number[],
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  for (const port of preferred) if (!taken.has(port) && (await isFree(port))) return port
  for (;;) {
    const port = await listenOnce(0, '127.0.0.1')
    if (typeof port === 'number' && !taken.has(port) && (await isFree(port))) return port
  }
}

/** Whether nobody listens on `port` on 127.0.0.1 or ::1. A machine without IPv6 has nobody there. */
export async function isFree(port: number): Promise<boolean> {
  if (typeof (await listenOnce(port, '127.0.0.1')) !== 'number') return false
  return (await listenOnce(port, '::1')) !== 'EADDRINUSE'
}

/** Listens and closes at once; answers the port, or the code of the error. */
function listenOnce(port: number, host: string): Promise<number | string> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'ERROR'))
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 'ERROR'))
    })
  })
}
