import type { Gateway } from '@/gateway/gateway'
import type { GatewayMiddleware } from '@/gateway/http'
import { callerOf } from '@/gateway/middleware/authenticate'

/** Counts the request against its account's and key's minute. Every answer says how much is left. */
export function limitRate({ rateLimits }: Pick<Gateway, 'rateLimits'>): GatewayMiddleware {
  return async (c, next) => {
    c.set('rated', true)
    rateLimits.takeRequest(callerOf(c))
    await next()
  }
}
