import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext, GatewayMiddleware } from '@/gateway/http'
import { identify, readSecret } from '@/gateway/middleware/authenticate'
import { Refusal } from '@/gateway/refusal'
import type { AdminCaller } from '@/lib/admin-keys/authentication/queries'
import { recordAdminKeyUse } from '@/lib/admin-keys/last-use/commands'
import { isAdminSecret } from '@/lib/admin-keys/secret'
import { trustedProxies } from '@/lib/client-address'

type Parts = Pick<
  Gateway,
  'adminCallers' | 'callers' | 'clock' | 'control' | 'db' | 'rateLimits' | 'settings'
>

/** Who reads an account's usage: an admin key that is not revoked, within its rate. A known API key is told what it lacks. */
export function authenticateAdmin(gateway: Parts): GatewayMiddleware {
  const { adminCallers, clock, control, db, rateLimits, settings } = gateway
  const isTrusted = trustedProxies(settings.trustedProxies)
  return async (c, next) => {
    const secret = readSecret(c, isTrusted)
    if (!isAdminSecret(secret)) {
      await identify(gateway, c)
      throw new Refusal('missing_scope', {
        scope: 'api.usage.read',
        adminKeysUrl: `${settings.appUrl}/keys/admin`,
      })
    }
    if (!control.isLive()) throw new Refusal('ledger_unavailable', {})
    const caller = await adminCallers.find(secret, c.get('address'))
    c.set('adminCaller', caller)
    c.set('rated', true)
    rateLimits.takeAdminRequest(caller)
    await recordAdminKeyUse(db, caller.account.id, caller.adminKey.id, clock.now())
    await next()
  }
}

/** For handlers behind `authenticateAdmin`. */
export function adminCallerOf(c: GatewayContext): AdminCaller {
  const caller = c.get('adminCaller')
  if (!caller) throw new Error('a route needs authenticateAdmin before it')
  return caller
}
