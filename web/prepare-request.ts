import type { IncomingMessage } from 'node:http'
import { clientAddress, trustedProxies } from '@/lib/client-address'
import type { Env } from '@/lib/env'
import { isLoopback } from '@/lib/env-modes'

export type Decision =
  | { readonly kind: 'pass' }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'refuse'; readonly status: 411 | 413 | 421 }

const maxBodyBytes = 10 * 1024 * 1024

/** What a client could use to pass for another, or for a request of Next's own making. */
const claims = /^(forwarded|x-forwarded-.*|x-real-ip|x-middleware-.*|x-invoke-.*|x-matched-path)$/

/**
 * Makes a request trustworthy before Next sees it: the client's address from the socket (or from trusted proxies), host and protocol from
 * the configuration. In demo mode a page asked for under another name of this machine is sent to the configured one, where cookies hold.
 */
export function prepareRequest(env: Pick<Env, 'appUrl' | 'mode' | 'trustedProxies'>) {
  const isTrusted = trustedProxies(env.trustedProxies)
  const origin = new URL(env.appUrl)

  return (request: IncomingMessage): Decision => {
    const { headers } = request
    const refusal = refuseBody(headers)
    if (refusal) return refusal
    const named = env.mode === 'demo' ? naming(headers.host, origin) : 'ours'
    if (named === 'foreign') return { kind: 'refuse', status: 421 }
    if (named === 'alias' && (request.method === 'GET' || request.method === 'HEAD')) {
      return {
        kind: 'redirect',
        location: `${env.appUrl}${request.url?.startsWith('/') ? request.url : '/'}`,
      }
    }
    const address = clientAddress(
      request.socket.remoteAddress,
      oneLine(headers['x-forwarded-for']),
      isTrusted,
    )
    request.headers = {
      ...Object.fromEntries(Object.entries(headers).filter(([name]) => !claims.test(name))),
      host: origin.host,
      'x-forwarded-for': address,
      'x-real-ip': address,
      'x-forwarded-host': origin.host,
      'x-forwarded-proto': origin.protocol.slice(0, -1),
    }
    return { kind: 'pass' }
  }
}

/** Every body says its length, and is no longer than the largest that any page or webhook needs. */
function refuseBody(headers: IncomingMessage['headers']): Decision | null {
  if (headers['transfer-encoding'] !== undefined) return { kind: 'refuse', status: 411 }
  return Number(headers['content-length'] ?? 0) > maxBodyBytes ? { kind: 'refuse', status: 413 } : null
}

/** localhost and 127.0.0.1 are the same machine, but not the same origin; any other name is one that was made to point here. */
function naming(host: string | undefined, origin: URL): 'ours' | 'alias' | 'foreign' {
  if (host === undefined || host === origin.host) return 'ours'
  return isLoopback(`http://${host}`) && isLoopback(origin.href) ? 'alias' : 'foreign'
}

function oneLine(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}
