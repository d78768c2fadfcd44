import type { GatewayMiddleware } from '@/gateway/http'

const shown = [
  'x-request-id',
  'retry-after',
  'x-should-retry',
  'x-serika-max-tokens',
  ...['limit', 'remaining', 'reset'].flatMap(what => [
    `x-ratelimit-${what}-requests`,
    `x-ratelimit-${what}-tokens`,
  ]),
].join(', ')
const daySeconds = '86400'

/**
 * Pages of any origin may call, as OpenAI's API lets them (the clients' `dangerouslyAllowBrowser`). That opens nothing: what
 * counts is the key that the page itself sends, never a cookie.
 */
export function crossOrigin(): GatewayMiddleware {
  return async (c, next) => {
    const { incoming, outgoing } = c.env
    if (incoming.headers.origin === undefined) return next()
    outgoing.setHeader('access-control-allow-origin', '*')
    if (incoming.method !== 'OPTIONS' || incoming.headers['access-control-request-method'] === undefined) {
      outgoing.setHeader('access-control-expose-headers', shown)
      return next()
    }
    return c.body(null, 204, {
      'access-control-allow-methods': 'GET, POST',
      // The asterisk stands for every name but this one.
      'access-control-allow-headers': 'authorization, *',
      'access-control-max-age': daySeconds,
    })
  }
}
