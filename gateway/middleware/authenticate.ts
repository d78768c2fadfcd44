import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext, GatewayMiddleware } from '@/gateway/http'
import { Refusal } from '@/gateway/refusal'
import { isAdminSecret } from '@/lib/admin-keys/secret'
import { clientAddress, trustedProxies, type IsTrusted } from '@/lib/client-address'
import type { Caller } from '@/lib/keys/authentication/queries'
import { never } from '@/lib/result'
import type { permissions } from '@/db/schema'

export type Permission = (typeof permissions)[number]

/** Who asks: the key must be known, enabled and not expired. Nothing is read of the body. */
export function authenticate(
  gateway: Pick<Gateway, 'callers' | 'clock' | 'control' | 'settings' | 'bookkeeping'>,
): GatewayMiddleware {
  const isTrusted = trustedProxies(gateway.settings.trustedProxies)
  return async (c, next) => {
    if (isAdminSecret(readSecret(c, isTrusted))) throw new Refusal('invalid_api_key', { reason: 'admin' })
    const caller = await identify(gateway, c)
    gateway.bookkeeping.used(caller, gateway.clock.now())
    await next()
  }
}

/** The bearer's secret, for handlers too, with the address that it came from. @throws Refusal where there is none */
export function readSecret(c: GatewayContext, isTrusted: IsTrusted): string {
  const { incoming } = c.env
  const forwarded = incoming.headers['x-forwarded-for']
  c.set(
    'address',
    clientAddress(
      incoming.socket.remoteAddress,
      Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
      isTrusted,
    ),
  )
  const secret = /^Bearer\s+(\S+)\s*$/i.exec(incoming.headers.authorization ?? '')?.[1]
  if (secret === undefined) throw new Refusal('invalid_api_key', { reason: 'missing' })
  c.set('secret', secret)
  return secret
}

/**
 * The caller as things stand now. Handlers ask again after waiting (for a body, for a lease), since a key may have been
 * disabled meanwhile: once its owner was told so, it must not spend.
 */
export async function identify(
  { callers, clock, control }: Pick<Gateway, 'callers' | 'clock' | 'control'>,
  c: GatewayContext,
): Promise<Caller> {
  if (!control.isLive()) throw new Refusal('ledger_unavailable', {})
  const before = c.get('caller')
  const found = before && callers.isCurrent(before) ? before : callers.find(c.get('secret'), c.get('address'))
  const caller = found instanceof Promise ? await found : found
  c.set('caller', caller)
  if (caller.key.status !== 'active') throw new Refusal('invalid_api_key', { reason: 'disabled' })
  if (caller.key.expiresAt !== null && caller.key.expiresAt <= clock.now())
    throw new Refusal('invalid_api_key', { reason: 'expired' })
  return caller
}

/** For handlers behind `authenticate`. */
export function callerOf(c: GatewayContext): Caller {
  const caller = c.get('caller')
  if (!caller) throw new Error('a route needs authenticate before it')
  return caller
}

/** @throws Refusal where the account may not generate: no billing, unpaid past its grace, or held */
export function requireBilling({ account }: Caller, appUrl: string): void {
  if (account.heldAt !== null) throw new Refusal('account_on_hold', {})
  const billingUrl = `${appUrl}/billing`
  switch (account.standing) {
    case 'free':
      throw new Refusal('billing_not_set_up', { billingUrl })
    case 'suspended':
      throw new Refusal('account_suspended', { billingUrl })
    case 'active':
    case 'past_due':
      return
    default:
      never(account.standing)
  }
}

export function requirePermission({ key }: Caller, permission: Permission): void {
  if (!key.permissions.includes(permission)) throw new Refusal('insufficient_permissions', { permission })
}
