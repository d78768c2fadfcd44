import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import { clientAddress, type IsTrusted } from '@/lib/client-address'

/** What proxies add: with any of these, a peer on this machine speaks for somebody who may be anywhere. */
const addedByProxies = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via']

/** GET /metrics: for whoever is on this machine, and no proxy, or has the token. To everyone else there is nothing here. */
export function metrics(
  { metrics: { registry }, settings }: Pick<Gateway, 'metrics' | 'settings'>,
  isProxy: IsTrusted,
) {
  const expected = settings.metricsToken === null ? null : digest(`Bearer ${settings.metricsToken}`)
  return async (c: GatewayContext): Promise<Response> => {
    const { incoming } = c.env
    if (!isLocal(incoming, isProxy) && !isAuthorized(incoming, expected)) return c.notFound()
    return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
  }
}

function isLocal({ socket, headers }: IncomingMessage, isProxy: IsTrusted): boolean {
  const address = clientAddress(socket.remoteAddress, undefined, isProxy)
  const isLoopback = /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1'
  return isLoopback && !isProxy(address) && addedByProxies.every(name => headers[name] === undefined)
}

function isAuthorized({ headers }: IncomingMessage, expected: Buffer | null): boolean {
  return expected !== null && timingSafeEqual(digest(headers.authorization ?? ''), expected)
}

/** Of one length, whatever was sent: neither the token's length nor its beginning shows in the time a comparison takes. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
